package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.consumer.ConsumerMember;
import dev.regroup.coordinator.group.GroupCommand.Leave;
import dev.regroup.coordinator.group.GroupCommand.Leaver;
import dev.regroup.coordinator.group.GroupReply.LeaverResult;
import dev.regroup.coordinator.group.GroupReply.Left;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// LeaveGroup: members that go, by themselves or removed by an administrator who knows their
/// instance id only. Each is judged by itself, in the order named.
final class LeaveDecider {
    private final JoinPhase joinPhase;
    private final ConsumerMembership membership;

    LeaveDecider(JoinPhase joinPhase, ConsumerMembership membership) {
        this.joinPhase = joinPhase;
        this.membership = membership;
    }

    void decide(Turn turn, Leave command) {
        if (command.groupId().isEmpty()) {
            turn.reject(command.token(), "", Refusal.invalidGroupId(""));
            return;
        }
        Optional<GroupView> found = turn.groups().find(command.groupId());
        List<LeaverResult> results = new ArrayList<>();
        List<String> causes = new ArrayList<>();
        for (Leaver leaver : command.leavers()) {
            Optional<Reason> rejection =
                    turn.groups()
                            .find(command.groupId())
                            .map(group -> remove(turn, group, leaver, causes))
                            .orElse(Optional.of(Reason.UNKNOWN_MEMBER_ID));
            results.add(new LeaverResult(leaver.memberId(), leaver.groupInstanceId(), rejection));
        }
        found.ifPresent(group -> settle(turn, group, causes));
        turn.reply(command.token(), command.groupId(), new Left(results));
    }

    private Optional<Reason> remove(
            Turn turn, GroupView group, Leaver leaver, List<String> causes) {
        if (group.consumers().isPresent()) {
            return removeConsumer(turn, group, leaver);
        }
        String memberId = leaver.memberId();
        if (memberId.isEmpty()) {
            Optional<MemberView> holder =
                    leaver.groupInstanceId().flatMap(group::staticMemberId).flatMap(group::member);
            if (holder.isEmpty()) {
                return Optional.of(Reason.UNKNOWN_MEMBER_ID);
            }
            joinPhase.expel(turn, group, holder.get());
            causes.add(Cause.of(Cause.member(holder.get()) + " was removed", leaver.reason()));
            return Optional.empty();
        }
        if (group.isPending(memberId)) {
            turn.emit(new VolatileEvent.PendingMemberRemoved(group.groupId(), memberId));
            return Optional.empty();
        }
        Optional<Rejected> refusal = Refusal.ofMember(group, memberId, leaver.groupInstanceId());
        if (refusal.isEmpty()) {
            MemberView member = group.member(memberId).orElseThrow();
            joinPhase.expel(turn, group, member);
            causes.add(Cause.of(Cause.member(member) + " left", leaver.reason()));
        }
        return refusal.map(Rejected::reason);
    }

    /// From a group of the consumer protocol: members of either protocol that leave, or static ones
    /// that are removed by an administrator.
    private Optional<Reason> removeConsumer(Turn turn, GroupView group, Leaver leaver) {
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        Optional<String> holder = leaver.groupInstanceId().flatMap(consumers::staticMemberId);
        String memberId = leaver.memberId().isEmpty() ? holder.orElse("") : leaver.memberId();
        Optional<Rejected> refusal =
                ConsumerRefusal.ofIdentity(group, consumers, memberId, leaver.groupInstanceId());
        if (refusal.isEmpty()) {
            ConsumerMember member = consumers.member(memberId).orElseThrow();
            membership.remove(
                    turn,
                    group,
                    memberId,
                    Cause.of(Cause.consumer(member) + " left", leaver.reason()));
        }
        return refusal.map(Rejected::reason);
    }

    /// Only members that left make a rebalance: a pending one had nothing that others could get.
    private void settle(Turn turn, GroupView group, List<String> causes) {
        switch (group.state()) {
            case STABLE, COMPLETING_REBALANCE -> {
                if (!causes.isEmpty()) {
                    joinPhase.start(turn, group, summary(causes));
                }
            }
            case PREPARING_REBALANCE -> joinPhase.completeIfAllJoined(turn, group);
            case EMPTY, ASSIGNING, RECONCILING, DEAD -> {}
        }
    }

    private static String summary(List<String> causes) {
        return causes.size() == 1
                ? causes.getFirst()
                : "%s, and %d more".formatted(causes.getFirst(), causes.size() - 1);
    }
}
