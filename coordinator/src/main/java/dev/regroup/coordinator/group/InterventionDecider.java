package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ConsumerMember;
import dev.regroup.coordinator.group.GroupCommand.EndSession;
import dev.regroup.coordinator.group.GroupCommand.Rebalance;
import dev.regroup.coordinator.group.GroupReply.Intervened;
import dev.regroup.coordinator.group.GroupReply.Reason;
import java.util.Optional;

/// What whoever runs the broker asks of a group, without being a member of it: tests, for example,
/// that are not to wait for a session to expire.
final class InterventionDecider {
    private final JoinPhase joinPhase;
    private final ConsumerMembership membership;

    InterventionDecider(JoinPhase joinPhase, ConsumerMembership membership) {
        this.joinPhase = joinPhase;
        this.membership = membership;
    }

    void endSession(Turn turn, EndSession command) {
        Optional<GroupView> group = turn.groups().find(command.groupId());
        if (group.isEmpty()) {
            turn.reject(
                    command.token(),
                    command.groupId(),
                    Refusal.unknownGroup(
                            Reason.GROUP_ID_NOT_FOUND, command.groupId(), command.memberId()));
            return;
        }
        Optional<ConsumerMember> consumer =
                group.get().consumers().flatMap(each -> each.member(command.memberId()));
        if (consumer.isPresent()) {
            membership.remove(
                    turn,
                    group.get(),
                    command.memberId(),
                    "the session of %s was ended".formatted(Cause.consumer(consumer.get())));
            turn.reply(command.token(), command.groupId(), new Intervened());
            return;
        }
        Optional<MemberView> member = group.get().member(command.memberId());
        if (member.isEmpty()) {
            turn.reject(
                    command.token(),
                    command.groupId(),
                    Refusal.of(Reason.UNKNOWN_MEMBER_ID, group.get(), command.memberId()));
            return;
        }
        joinPhase.expel(turn, group.get(), member.get());
        joinPhase.startOrComplete(
                turn,
                group.get(),
                "the session of %s was ended".formatted(Cause.member(member.get())));
        turn.reply(command.token(), command.groupId(), new Intervened());
    }

    /// A group that is preparing a rebalance, or has no members, has none to start.
    void rebalance(Turn turn, Rebalance command) {
        Optional<GroupView> group = turn.groups().find(command.groupId());
        if (group.isEmpty()) {
            turn.reject(
                    command.token(),
                    command.groupId(),
                    Refusal.unknownGroup(Reason.GROUP_ID_NOT_FOUND, command.groupId(), ""));
            return;
        }
        if (group.get().consumers().isPresent()) {
            assignAnew(turn, group.get(), command);
            return;
        }
        switch (group.get().state()) {
            case STABLE, COMPLETING_REBALANCE ->
                    joinPhase.start(
                            turn,
                            group.get(),
                            Cause.of("a rebalance was asked for", command.reason()));
            case PREPARING_REBALANCE, EMPTY, ASSIGNING, RECONCILING, DEAD -> {}
        }
        turn.reply(command.token(), command.groupId(), new Intervened());
    }

    private void assignAnew(Turn turn, GroupView group, Rebalance command) {
        if (group.memberCount() > 0) {
            membership.change(turn, group, Cause.of("a rebalance was asked for", command.reason()));
        }
        turn.reply(command.token(), command.groupId(), new Intervened());
    }
}
