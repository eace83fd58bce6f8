package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.DueDeadline.Kind;
import java.util.Optional;
import java.util.OptionalLong;

/// All deadlines of a shard: sessions, and phases of rebalances. Sessions run on a clock of their
/// own, monotonic time without the shard's pauses, so that nobody is expired for a silence that was
/// the shard's.
final class Deadlines {
    private final DeadlineQueue phases = new DeadlineQueue(Kind.PHASE);
    private final DeadlineQueue sessions = new DeadlineQueue(Kind.SESSION);
    private long heldMs;
    private long heldUntilMs = Long.MIN_VALUE;

    long sessionTimeMs(long monotonicMs) {
        return monotonicMs - heldMs;
    }

    /// Until when pauses have been accounted for already, in monotonic time.
    long heldUntilMs() {
        return heldUntilMs;
    }

    /// In monotonic time; something may be due then, or only have to be moved.
    OptionalLong nextMs() {
        OptionalLong session = sessions.nextMs();
        OptionalLong phase = phases.nextMs();
        if (session.isEmpty()) {
            return phase;
        }
        long sessionMs = session.getAsLong() + heldMs;
        return OptionalLong.of(
                phase.isEmpty() ? sessionMs : Math.min(sessionMs, phase.getAsLong()));
    }

    Optional<DueDeadline> due(long monotonicMs) {
        OptionalLong nextMs = nextMs();
        if (nextMs.isEmpty() || nextMs.getAsLong() > monotonicMs) {
            return Optional.empty();
        }
        OptionalLong phase = phases.nextMs();
        boolean phaseFirst = phase.isPresent() && phase.getAsLong() == nextMs.getAsLong();
        return Optional.of(
                phaseFirst ? phases.due(monotonicMs) : sessions.due(sessionTimeMs(monotonicMs)));
    }

    void take(Kind kind, long monotonicMs) {
        switch (kind) {
            case PHASE -> phases.take(monotonicMs);
            case SESSION -> sessions.take(sessionTimeMs(monotonicMs));
        }
    }

    void hold(long byMs, long untilMs) {
        heldMs += byMs;
        heldUntilMs = untilMs;
    }

    void setSession(Deadline deadline, long sessionDeadlineMs) {
        sessions.set(deadline, sessionDeadlineMs);
    }

    void clearSession(Deadline deadline) {
        sessions.clear(deadline);
    }

    void setPhase(Deadline deadline, long deadlineMs) {
        phases.set(deadline, deadlineMs);
    }

    void clearPhase(Deadline deadline) {
        phases.clear(deadline);
    }
}
