package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ConsumerMember;

/// Deadlines of groups of the consumer protocol that have come: sessions that end, partitions that
/// were not given up in time, and assignments that are due.
final class ConsumerDeadlineDecider {
    private final ConsumerMembership membership;
    private final AssignmentDecider assignments;

    ConsumerDeadlineDecider(ConsumerMembership membership, AssignmentDecider assignments) {
        this.membership = membership;
        this.assignments = assignments;
    }

    /// @param massDrops members that lost their connections then are not missed for it
    void act(Turn turn, GroupView group, DueDeadline due, MassDrops massDrops) {
        String memberId = due.memberId();
        if (memberId.isEmpty()) {
            assignments.due(turn, group);
            return;
        }
        ConsumerMember member = group.consumers().orElseThrow().member(memberId).orElseThrow();
        switch (due.kind()) {
            case SESSION -> endSession(turn, group, member, massDrops);
            case PHASE ->
                    membership.remove(
                            turn,
                            group,
                            memberId,
                            "%s did not give its partitions up within %d ms"
                                    .formatted(
                                            Cause.consumer(member),
                                            member.metadata().rebalanceTimeoutMs()));
            case HOLD ->
                    throw new IllegalStateException(
                            "heartbeats of %s are not held".formatted(memberId));
            case EXPIRY -> throw new IllegalStateException("a check of offsets has no member");
        }
    }

    private void endSession(
            Turn turn, GroupView group, ConsumerMember member, MassDrops massDrops) {
        String memberId = member.memberId();
        SessionView session = group.consumerSession(memberId).orElseThrow();
        if (!turn.excuse(session, massDrops)) {
            membership.remove(
                    turn,
                    group,
                    memberId,
                    Cause.silence(
                            Cause.consumer(member),
                            session,
                            group.consumerSessionTimeoutMs(memberId)));
        }
    }
}
