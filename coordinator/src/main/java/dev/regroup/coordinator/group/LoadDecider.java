package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.consumer.MemberState;

/// What follows a replay: members are taken to be there, each for a whole session.
final class LoadDecider {
    private final GroupConfig config;
    private final JoinPhase joinPhase;
    private final ConsumerMembership membership;
    private final ExpiryDecider expiryDecider;

    LoadDecider(
            GroupConfig config,
            JoinPhase joinPhase,
            ConsumerMembership membership,
            ExpiryDecider expiryDecider) {
        this.config = config;
        this.joinPhase = joinPhase;
        this.membership = membership;
        this.expiryDecider = expiryDecider;
    }

    void decide(Turn turn) {
        turn.startClock();
        expiryDecider.planNext(turn);
        for (GroupView group : turn.groups().after("").values()) {
            if (group.consumers().isPresent()) {
                loadConsumers(turn, group, group.consumers().get());
            } else {
                load(turn, group);
            }
        }
    }

    /// Topics may have changed while nobody looked: the assignment is looked at once more.
    private void loadConsumers(Turn turn, GroupView group, ConsumerGroupView consumers) {
        if (consumers.memberCount() == 0) {
            return;
        }
        int sessionTimeoutMs = config.consumers().sessionTimeoutMs();
        for (String memberId : consumers.memberIds()) {
            ConsumerMembership.extendSession(turn, group, memberId, sessionTimeoutMs);
            consumers
                    .member(memberId)
                    .filter(member -> member.current().state() == MemberState.UNREVOKED_PARTITIONS)
                    .ifPresent(member -> ConsumerMembership.startRevocation(turn, group, member));
        }
        membership.awaitAssignment(turn, group);
        noteLoaded(turn, group);
    }

    private static void noteLoaded(Turn turn, GroupView group) {
        turn.noteChange(
                group,
                GroupState.EMPTY,
                "loaded from the log with " + Cause.count(group.memberCount()));
    }

    private void load(Turn turn, GroupView group) {
        turn.emit(new VolatileEvent.GroupLoaded(group.groupId()));
        if (group.memberCount() == 0) {
            return;
        }
        for (MemberView member : group.members()) {
            turn.extendSession(group, member);
        }
        noteLoaded(turn, group);
        if (group.memberCount() > config.sizeMax()) {
            joinPhase.start(
                    turn,
                    group,
                    "it has %s, more than the %d it may have"
                            .formatted(Cause.count(group.memberCount()), config.sizeMax()));
        }
    }
}
