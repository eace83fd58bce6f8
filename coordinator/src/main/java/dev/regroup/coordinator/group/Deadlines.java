package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.DueDeadline.Kind;
import java.util.Optional;
import java.util.OptionalLong;

/// All deadlines of a shard: sessions, phases of rebalances, heartbeats held, checks of offsets.
/// Sessions run on a clock of their own, monotonic time without the shard's pauses, so that nobody
/// is expired for a silence that was the shard's.
final class Deadlines {
    private final DeadlineQueue phases = new DeadlineQueue(Kind.PHASE);
    private final DeadlineQueue sessions = new DeadlineQueue(Kind.SESSION);
    private final DeadlineQueue holds = new DeadlineQueue(Kind.HOLD);
    private long expiryMs = Deadline.NEVER;
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
        long ofGroupsMs = Math.min(nextMs(phases), nextMs(holds));
        long nextMs = Math.min(expiryMs, Math.min(ofGroupsMs, nextSessionMs()));
        return nextMs == Deadline.NEVER ? OptionalLong.empty() : OptionalLong.of(nextMs);
    }

    private static long nextMs(DeadlineQueue queue) {
        return queue.nextMs().orElse(Deadline.NEVER);
    }

    private long nextSessionMs() {
        OptionalLong sessionMs = sessions.nextMs();
        return sessionMs.isPresent() ? sessionMs.getAsLong() + heldMs : Deadline.NEVER;
    }

    Optional<DueDeadline> due(long monotonicMs) {
        OptionalLong nextMs = nextMs();
        if (nextMs.isEmpty() || nextMs.getAsLong() > monotonicMs) {
            return Optional.empty();
        }
        if (nextMs(phases) == nextMs.getAsLong()) {
            return Optional.of(phases.due(monotonicMs));
        }
        if (nextMs(holds) == nextMs.getAsLong()) {
            return Optional.of(holds.due(monotonicMs));
        }
        return Optional.of(
                nextSessionMs() == nextMs.getAsLong()
                        ? sessions.due(sessionTimeMs(monotonicMs))
                        : new DueDeadline(Kind.EXPIRY, "", "", true));
    }

    void take(Kind kind, long monotonicMs) {
        switch (kind) {
            case PHASE -> phases.take(monotonicMs);
            case SESSION -> sessions.take(sessionTimeMs(monotonicMs));
            case HOLD -> holds.take(monotonicMs);
            case EXPIRY -> expiryMs = Deadline.NEVER;
        }
    }

    void planExpiry(long atMs) {
        expiryMs = atMs;
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

    void setHold(Deadline deadline, long deadlineMs) {
        holds.set(deadline, deadlineMs);
    }

    void clearHold(Deadline deadline) {
        holds.clear(deadline);
    }

    void setPhase(Deadline deadline, long deadlineMs) {
        phases.set(deadline, deadlineMs);
    }

    void clearPhase(Deadline deadline) {
        phases.clear(deadline);
    }
}
