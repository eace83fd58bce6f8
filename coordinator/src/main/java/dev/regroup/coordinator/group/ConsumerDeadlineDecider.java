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

    void act(Turn turn, GroupView group, DueDeadline due) {
        String memberId = due.memberId();
        if (memberId.isEmpty()) {
            assignments.due(turn, group);
            return;
        }
        ConsumerMember member = group.consumers().orElseThrow().member(memberId).orElseThrow();
        membership.remove(
                turn,
                group,
                memberId,
                switch (due.kind()) {
                    case SESSION ->
                            "the session of %s, %d ms, expired"
                                    .formatted(
                                            Cause.consumer(member),
                                            group.consumerSessionTimeoutMs(memberId));
                    case PHASE ->
                            "%s did not give its partitions up within %d ms"
                                    .formatted(
                                            Cause.consumer(member),
                                            member.metadata().rebalanceTimeoutMs());
                    case EXPIRY -> throw new IllegalStateException("a check of offsets has no member");
                });
    }
}
