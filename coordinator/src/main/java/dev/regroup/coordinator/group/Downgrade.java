package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ClassicMembership;
import dev.regroup.coordinator.consumer.ConsumerEvent;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.consumer.ConsumerMember;
import dev.regroup.coordinator.group.DurableEvent.ConsumerChanged;
import dev.regroup.coordinator.group.DurableEvent.GroupStored;
import dev.regroup.coordinator.group.GroupCommand.Client;
import dev.regroup.coordinator.group.GroupCommand.Protocol;
import dev.regroup.coordinator.group.VolatileEvent.NewMember;
import dev.regroup.coordinator.group.VolatileEvent.Subscription;
import java.util.List;
import java.util.Optional;

/// A group of the consumer protocol in which only classic members are left becomes a classic one
/// (KIP-848, "Downgrade"): they keep their ids, and all join again.
final class Downgrade {
    private final MigrationPolicy policy;
    private final JoinPhase joinPhase;

    Downgrade(MigrationPolicy policy, JoinPhase joinPhase) {
        this.policy = policy;
        this.joinPhase = joinPhase;
    }

    boolean isDue(ConsumerGroupView consumers) {
        return policy.downgrades()
                && consumers.memberCount() > 0
                && consumers.memberIds().stream()
                        .allMatch(id -> consumers.member(id).orElseThrow().isClassic());
    }

    /// What is put on record has no members: should the shard be loaded again before they have
    /// joined, they are unknown and join all the same.
    void carryOut(Turn turn, GroupView group, String cause) {
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        String groupId = group.groupId();
        int generationId = consumers.epoch();
        List<ConsumerEvent> removal = consumers.removal();
        List<ConsumerMember> members =
                consumers.memberIds().stream()
                        .map(id -> consumers.member(id).orElseThrow())
                        .toList();
        turn.emit(
                new GroupStored(
                        groupId,
                        new StoredGroup(
                                "consumer",
                                generationId,
                                Optional.empty(),
                                Optional.empty(),
                                turn.wallClockMs(),
                                List.of())));
        turn.emit(new VolatileEvent.AssignmentDropped(groupId));
        members.forEach(
                each -> turn.emit(new VolatileEvent.ConsumerForgotten(groupId, each.memberId())));
        removal.forEach(each -> turn.emit(new ConsumerChanged(groupId, each)));
        turn.emit(new VolatileEvent.GroupLoaded(groupId));
        members.forEach(each -> turn.emit(added(turn, groupId, each)));
        turn.emit(
                new VolatileEvent.GenerationStarted(
                        groupId, generationId, Optional.of(ProtocolVote.winner(group))));
        turn.emit(new VolatileEvent.StateChanged(groupId, GroupState.STABLE, turn.wallClockMs()));
        joinPhase.start(turn, group, cause + ", and the group is a classic one again");
    }

    private static VolatileEvent added(Turn turn, String groupId, ConsumerMember member) {
        ClassicMembership classic = member.metadata().classic().orElseThrow();
        return new VolatileEvent.MemberAdded(
                groupId,
                new NewMember(
                        member.memberId(),
                        member.metadata().groupInstanceId(),
                        new Client(member.metadata().clientId(), member.metadata().clientHost()),
                        "consumer",
                        new Subscription(
                                classic.sessionTimeoutMs(),
                                member.metadata().rebalanceTimeoutMs(),
                                classic.protocols().stream()
                                        .map(each -> new Protocol(each.name(), each.metadata()))
                                        .toList())),
                turn.sessionDeadlineMs(classic.sessionTimeoutMs()));
    }
}
