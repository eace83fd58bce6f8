package dev.regroup.coordinator.group;

import dev.regroup.coordinator.ConnectionId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Until when a member counts as there, and the connection that says so. Changed by [EventApplier]
/// only.
final class Session implements SessionView {
    /// Gaps rise at once and fall slowly: a heartbeat out of turn says little.
    private static final int GAPS_REMEMBERED = 4;

    private final Deadline deadline;
    private long endMs = Deadline.NEVER;
    private Optional<ConnectionId> connection = Optional.empty();
    private long lastHeartbeatMs = Deadline.NEVER;
    private long heartbeatGapMs;
    private @Nullable Absence absence;

    Session(String groupId, String memberId) {
        this.deadline = new Deadline(groupId, memberId);
    }

    /// An absent member's time to come back is not prolonged by what it is answered.
    void extend(long newEndMs, Deadlines deadlines) {
        endMs = newEndMs;
        if (absence == null) {
            deadlines.setSession(deadline, newEndMs);
        }
    }

    void beat(long nowMs) {
        if (lastHeartbeatMs != Deadline.NEVER) {
            long sampleMs = nowMs - lastHeartbeatMs;
            long fallenMs = (heartbeatGapMs * (GAPS_REMEMBERED - 1) + sampleMs) / GAPS_REMEMBERED;
            heartbeatGapMs = Math.max(sampleMs, fallenMs);
        }
        lastHeartbeatMs = nowMs;
    }

    /// Clients send no heartbeats while they wait for the group.
    void stopBeating() {
        lastHeartbeatMs = Deadline.NEVER;
    }

    void connect(Optional<ConnectionId> to) {
        connection = to;
    }

    void leave(Absence newAbsence, long returnByMs, Deadlines deadlines) {
        absence = newAbsence;
        deadlines.setSession(deadline, returnByMs);
    }

    /// It is not absent any more, or not held to be: its session goes on as it was.
    void resume(Deadlines deadlines) {
        if (absence != null) {
            absence = null;
            deadlines.setSession(deadline, endMs);
        }
    }

    void end(Deadlines deadlines) {
        deadlines.clearSession(deadline);
    }

    @Override
    public String groupId() {
        return deadline.groupId;
    }

    @Override
    public String memberId() {
        return deadline.memberId;
    }

    @Override
    public long endMs() {
        return endMs;
    }

    @Override
    public Optional<ConnectionId> connection() {
        return connection;
    }

    @Override
    public long heartbeatGapMs() {
        return heartbeatGapMs;
    }

    @Override
    public Optional<Absence> absence() {
        return Optional.ofNullable(absence);
    }
}
