package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ConsumerMember;
import java.util.Optional;

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
            case EXPIRY -> throw new IllegalStateException("a check of offsets has no member");
        }
    }

    /// If the connection did not close alone, the session decides, which may have ended, too.
    private void endSession(
            Turn turn, GroupView group, ConsumerMember member, MassDrops massDrops) {
        String memberId = member.memberId();
        Optional<Absence> absence = group.consumerSession(memberId).flatMap(SessionView::absence);
        if (absence.filter(each -> massDrops.include(each.sinceMs())).isPresent()) {
            turn.emit(new VolatileEvent.AbsenceExcused(group.groupId(), memberId));
            return;
        }
        String name = Cause.consumer(member);
        membership.remove(
                turn,
                group,
                memberId,
                absence.map(each -> Cause.absence(name, each))
                        .orElseGet(() ->
                                "the session of %s, %d ms, expired"
                                        .formatted(
                                                name, group.consumerSessionTimeoutMs(memberId))));
    }
}
