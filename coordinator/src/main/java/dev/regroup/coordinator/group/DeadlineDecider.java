package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupCommand.FireDeadlines;
import java.util.Optional;

/// Deadlines that have come: sessions that end, phases of rebalances, heartbeats that were held
/// long enough, checks of offsets, and deletions that go on.
final class DeadlineDecider {
    /// A shard later than that was paused, and has not heard of its members meanwhile.
    static final int LATE_MAX_MS = 1_000;

    private static final int CATCH_UP_MS = 1_000;

    private final JoinPhase joinPhase;
    private final SyncDecider syncDecider;
    private final ConsumerDeadlineDecider consumers;
    private final DeleteDecider deleteDecider;
    private final ExpiryDecider expiryDecider;

    DeadlineDecider(
            JoinPhase joinPhase,
            SyncDecider syncDecider,
            ConsumerDeadlineDecider consumers,
            DeleteDecider deleteDecider,
            ExpiryDecider expiryDecider) {
        this.joinPhase = joinPhase;
        this.syncDecider = syncDecider;
        this.consumers = consumers;
        this.deleteDecider = deleteDecider;
        this.expiryDecider = expiryDecider;
    }

    void decide(Turn turn, FireDeadlines command) {
        if (command.lateMs() > LATE_MAX_MS) {
            holdSessionClock(turn, command.lateMs());
        }
        int left = command.countMax();
        while (left > 0) {
            Optional<DueDeadline> due = turn.groups().due(turn.nowMs());
            if (due.isEmpty()) {
                return;
            }
            left -= act(turn, due.get(), command.massDrops(), left);
        }
    }

    /// Sessions stood still for as long as the shard is late, but for what an earlier command has
    /// accounted for already. On top they get a moment in which to read what members have sent
    /// meanwhile: whoever's session was to end first would be expired at once otherwise.
    private static void holdSessionClock(Turn turn, long lateMs) {
        long fromMs = Math.max(turn.nowMs() - lateMs, turn.groups().heldUntilMs());
        long pauseMs = turn.nowMs() - fromMs;
        if (pauseMs > LATE_MAX_MS) {
            turn.emit(new VolatileEvent.SessionClockHeld(pauseMs + CATCH_UP_MS, turn.nowMs()));
        }
    }

    /// Returns how much of `countMax` has been used up.
    private int act(Turn turn, DueDeadline due, MassDrops massDrops, int countMax) {
        turn.emit(new VolatileEvent.DeadlineTaken(due.groupId(), due.kind(), turn.nowMs()));
        if (!due.reached()) {
            return 1;
        }
        if (due.kind() == DueDeadline.Kind.EXPIRY) {
            return Math.max(1, expiryDecider.check(turn, countMax));
        }
        GroupView group = turn.groups().find(due.groupId()).orElseThrow();
        if (group.waitingDeletion().isPresent()) {
            return Math.max(1, deleteDecider.goOn(turn, group, countMax));
        }
        if (group.consumers().isPresent()) {
            consumers.act(turn, group, due, massDrops);
            return 1;
        }
        switch (due.kind()) {
            case PHASE -> endPhase(turn, group);
            case SESSION -> endSession(turn, group, due.memberId(), massDrops);
            case HOLD -> turn.acceptHeld(group, group.member(due.memberId()).orElseThrow());
            case EXPIRY -> throw new IllegalStateException("a check of offsets has no group");
        }
        return 1;
    }

    private void endPhase(Turn turn, GroupView group) {
        switch (group.state()) {
            case PREPARING_REBALANCE -> joinPhase.expire(turn, group);
            case COMPLETING_REBALANCE, STABLE -> syncDecider.expire(turn, group);
            case EMPTY, ASSIGNING, RECONCILING, DEAD ->
                    throw new IllegalStateException(
                            "group %s is %s but has a rebalance to end"
                                    .formatted(group.groupId(), group.state()));
        }
    }

    private void endSession(Turn turn, GroupView group, String memberId, MassDrops massDrops) {
        Optional<MemberView> member = group.member(memberId);
        if (member.isEmpty()) {
            turn.emit(new VolatileEvent.PendingMemberRemoved(group.groupId(), memberId));
            joinPhase.completeIfAllJoined(turn, group);
            return;
        }
        // Who waits for the group is not silent; its session starts afresh with the answer. Unless
        // there is nobody to hear it.
        boolean isMissed =
                member.get().session().absence().isPresent()
                        || member.get().isNew()
                        || !member.get().waits();
        if (isMissed && !turn.excuse(member.get().session(), massDrops)) {
            expire(turn, group, member.get(), silence(member.get()));
        }
    }

    private static String silence(MemberView member) {
        return member.isNew() && member.session().absence().isEmpty()
                ? Cause.member(member) + " did not come back from its first join"
                : Cause.silence(Cause.member(member), member.session(), member.sessionTimeoutMs());
    }

    private void expire(Turn turn, GroupView group, MemberView member, String cause) {
        joinPhase.expel(turn, group, member);
        joinPhase.startOrComplete(turn, group, cause);
    }
}
