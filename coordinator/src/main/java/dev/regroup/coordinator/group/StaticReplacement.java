package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupCommand.Join;
import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.Reason;
import java.util.List;
import java.util.Optional;

/// A static member whose client was restarted comes back without its id (KIP-345): the new id takes
/// the old one's place, and a stable group stays so if its strategy does.
final class StaticReplacement {
    private final JoinPhase joinPhase;

    StaticReplacement(JoinPhase joinPhase) {
        this.joinPhase = joinPhase;
    }

    void decide(Turn turn, GroupView group, MemberView old, Join command) {
        Optional<String> leaderBefore = group.leaderId();
        MemberView member = replace(turn, group, old, command);
        switch (group.state()) {
            case STABLE -> {
                if (group.protocolName().equals(Optional.of(ProtocolVote.winner(group)))) {
                    turn.emit(StoredForm.of(group));
                    turn.reply(
                            command.token(),
                            group.groupId(),
                            joined(group, member, leaderBefore, command));
                } else {
                    rebalance(turn, group, member, command);
                }
            }
            // The old id may be with the leader already, whose assignment would miss the new one.
            case COMPLETING_REBALANCE -> rebalance(turn, group, member, command);
            case PREPARING_REBALANCE -> {
                turn.waitForJoin(group, member.memberId(), command.token());
                joinPhase.completeIfAllJoined(turn, group);
            }
            case EMPTY, ASSIGNING, RECONCILING, DEAD ->
                    throw new IllegalStateException(
                            "group %s is %s but has member %s"
                                    .formatted(group.groupId(), group.state(), old.memberId()));
        }
    }

    private static MemberView replace(Turn turn, GroupView group, MemberView old, Join command) {
        String newMemberId = command.freshMemberId();
        turn.answerWaiting(
                group, old, Refusal.of(Reason.FENCED_INSTANCE_ID, group, old.memberId()));
        turn.emit(
                new VolatileEvent.MemberReplaced(
                        group.groupId(), old.memberId(), newMemberId, command.client()));
        turn.emit(
                new VolatileEvent.SubscriptionChanged(
                        group.groupId(), newMemberId, JoinDecider.subscription(command)));
        MemberView member = group.member(newMemberId).orElseThrow();
        turn.hear(group, member);
        turn.extendSession(group, member);
        return member;
    }

    private void rebalance(Turn turn, GroupView group, MemberView member, Join command) {
        turn.waitForJoin(group, member.memberId(), command.token());
        joinPhase.start(
                turn, group, Cause.of(Cause.member(member) + " came back", command.reason()));
    }

    /// A leader that can skip the assignment is told that it leads (KIP-814). To one that cannot,
    /// its old id is named as the leader's, so that it does not compute what nobody waits for.
    private static Joined joined(
            GroupView group, MemberView member, Optional<String> leaderBefore, Join command) {
        if (command.rules().skipAssignment()) {
            Joined plain = JoinPhase.joined(group, member.memberId());
            return new Joined(
                    plain.generationId(),
                    plain.protocolType(),
                    plain.protocolName(),
                    plain.leaderId(),
                    plain.memberId(),
                    plain.members(),
                    group.isLeader(member.memberId()));
        }
        return new Joined(
                group.generationId(),
                group.protocolType().orElse(""),
                group.protocolName().orElse(""),
                leaderBefore.orElse(""),
                member.memberId(),
                List.of(),
                false);
    }
}
