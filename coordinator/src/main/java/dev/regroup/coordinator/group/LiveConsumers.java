package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupCommand.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The live part of a group of the consumer protocol: who was heard of when, and whether it is
/// about to be assigned anew. Changed by [EventApplier] only.
final class LiveConsumers {
    /// @param quietBeats heartbeats since there was something new
    private record Live(
            Session session, int sessionTimeoutMs, int quietBeats, Optional<Origin> origin) {}

    private final String groupId;
    private final Map<String, Live> members = new HashMap<>(2);
    private Map<String, Deadline> revocations = Map.of();
    @Nullable AssignmentWait awaited;
    OptionalLong assigning = OptionalLong.empty();
    int failedEpoch;
    OptionalInt assignmentIntervalMs = OptionalInt.empty();

    LiveConsumers(String groupId) {
        this.groupId = groupId;
    }

    void see(VolatileEvent.ConsumerSeen event, Deadlines deadlines) {
        Live before = members.get(event.memberId());
        Session session = before == null ? new Session(groupId, event.memberId()) : before.session;
        members.put(
                event.memberId(),
                new Live(session, event.sessionTimeoutMs(), event.quietBeats(), event.origin()));
        session.beat(event.atMs());
        session.extend(event.sessionDeadlineMs(), deadlines);
    }

    /// @return what is to be ended, if it had one
    @Nullable Session forget(String memberId, Deadlines deadlines) {
        Live live = members.remove(memberId);
        endRevocation(memberId, deadlines);
        return live == null ? null : live.session;
    }

    @Nullable Session session(String memberId) {
        Live live = members.get(memberId);
        return live == null ? null : live.session;
    }

    void setRevocation(VolatileEvent.RevocationDeadlineSet event, Deadlines deadlines) {
        if (revocations.isEmpty()) {
            revocations = new HashMap<>(2);
        }
        Deadline deadline =
                revocations.computeIfAbsent(event.memberId(), id -> new Deadline(groupId, id));
        deadlines.setPhase(deadline, event.deadlineMs());
    }

    void endRevocation(String memberId, Deadlines deadlines) {
        Deadline deadline = revocations.isEmpty() ? null : revocations.remove(memberId);
        if (deadline != null) {
            deadlines.clearPhase(deadline);
        }
    }

    boolean isOnTheClock(String memberId) {
        return revocations.containsKey(memberId);
    }

    int quietBeats(String memberId) {
        return Optional.ofNullable(members.get(memberId)).map(Live::quietBeats).orElse(0);
    }

    Optional<Origin> origin(String memberId) {
        return Optional.ofNullable(members.get(memberId)).flatMap(Live::origin);
    }

    int sessionTimeoutMs(String memberId) {
        return Optional.ofNullable(members.get(memberId)).map(Live::sessionTimeoutMs).orElse(0);
    }
}
