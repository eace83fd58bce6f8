package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ClassicMembership;
import dev.regroup.coordinator.consumer.ClassicMembership.ClassicProtocol;
import dev.regroup.coordinator.consumer.ConsumerEvent;
import dev.regroup.coordinator.consumer.ConsumerEvent.CurrentStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.EpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.MemberStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetEpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetStored;
import dev.regroup.coordinator.consumer.CurrentAssignment;
import dev.regroup.coordinator.consumer.Held;
import dev.regroup.coordinator.consumer.MemberMetadata;
import dev.regroup.coordinator.consumer.MemberState;
import dev.regroup.coordinator.group.GroupCommand.AssignmentsRead;
import dev.regroup.coordinator.group.GroupReply.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A classic group of consumers becomes one of the consumer protocol when the first such member
/// comes (KIP-848, "Upgrade"): its members keep their ids and what they have, and go on speaking
/// the classic protocol until their clients are replaced.
final class Upgrade {
    private final ConsumerConfig config;

    Upgrade(ConsumerConfig config) {
        this.config = config;
    }

    /// Whether a member of the consumer protocol may come to a classic group that has members. Not
    /// if it is unclear what these subscribe to: they would lose what they have.
    boolean isAllowed(GroupView group) {
        return config.migration().upgrades()
                && group.consumers().isEmpty()
                && Subscriptions.areToTopics(group)
                && Subscriptions.areReadable(group)
                && group.memberCount() <= config.sizeMax();
    }

    /// What members have can only be read outside: what they were last given, which those that
    /// cooperate keep while the next assignment is made. Members of a group that was one of the
    /// consumer protocol before have what nobody has on record, until they have been assigned anew.
    void ask(Turn turn, GroupView group) {
        if (!isKnownWhatTheyHave(group)) {
            return;
        }
        Map<String, Bytes> assignments = new TreeMap<>();
        group.stored()
                .ifPresent(stored ->
                        stored.members()
                                .forEach(each ->
                                        assignments.put(each.memberId(), each.assignment())));
        for (MemberView member : group.members()) {
            if (member.assignment().length() > 0) {
                assignments.put(member.memberId(), member.assignment());
            }
        }
        turn.ask(new Effect.ReadAssignments(group.groupId(), group.generationId(), assignments));
    }

    private static boolean isKnownWhatTheyHave(GroupView group) {
        return group.initialRound().isPresent()
                || group.stored().filter(stored -> !stored.members().isEmpty()).isPresent();
    }

    /// Unless the group has gone on meanwhile: whoever came will ask again.
    void carryOut(Turn turn, AssignmentsRead command) {
        Optional<GroupView> found =
                turn.groups()
                        .find(command.groupId())
                        .filter(group -> group.generationId() == command.generationId())
                        .filter(group -> group.memberCount() > 0)
                        .filter(this::isAllowed)
                        .filter(Upgrade::isKnownWhatTheyHave);
        if (found.isPresent()) {
            convert(turn, found.get(), command.partitions());
        }
    }

    private static void convert(Turn turn, GroupView group, Map<String, Partitions> partitions) {
        GroupState from = group.state();
        int epoch = Math.max(1, group.generationId());
        List<MemberView> members = List.copyOf(group.members());
        for (MemberView member : members) {
            turn.answerWaiting(
                    group,
                    member,
                    Refusal.of(Reason.REBALANCE_IN_PROGRESS, group, member.memberId()));
            turn.acceptHeld(group, member);
        }
        turn.emit(new VolatileEvent.PhaseEnded(group.groupId()));
        List<ConsumerEvent> events = new ArrayList<>();
        events.add(new EpochStored(epoch, 0));
        Partitions taken = Partitions.NONE;
        for (MemberView member : members) {
            Partitions has =
                    partitions.getOrDefault(member.memberId(), Partitions.NONE).minus(taken);
            taken = taken.plus(has);
            events.add(new MemberStored(member.memberId(), metadata(member)));
            events.add(new TargetStored(member.memberId(), has));
            events.add(
                    new CurrentStored(
                            member.memberId(),
                            new CurrentAssignment(
                                    MemberState.STABLE,
                                    epoch,
                                    epoch,
                                    Held.of(has, epoch),
                                    Held.NOTHING)));
        }
        events.add(new TargetEpochStored(epoch, TargetEpochStored.NEVER_MS));
        events.forEach(each -> ConsumerMembership.emit(turn, group, each));
        leaveClassic(turn, group, members);
        turn.noteChange(group, from, "a member of the consumer protocol came");
    }

    private static void leaveClassic(Turn turn, GroupView group, List<MemberView> members) {
        String groupId = group.groupId();
        for (MemberView member : members) {
            turn.emit(new VolatileEvent.MemberRemoved(groupId, member.memberId()));
            ConsumerMembership.extendSession(
                    turn, group, member.memberId(), member.sessionTimeoutMs());
        }
        List.copyOf(group.pendingMemberIds())
                .forEach(id -> turn.emit(new VolatileEvent.PendingMemberRemoved(groupId, id)));
        // Whatever was going on among them is over.
        turn.emit(
                new VolatileEvent.GenerationStarted(
                        groupId, group.generationId(), Optional.empty()));
        turn.emit(new VolatileEvent.StateChanged(groupId, GroupState.EMPTY, turn.wallClockMs()));
        turn.emit(new DurableEvent.GroupRemoved(groupId));
    }

    private static MemberMetadata metadata(MemberView member) {
        return new MemberMetadata(
                member.groupInstanceId(),
                Optional.empty(),
                member.client().clientId(),
                member.client().clientHost(),
                member.rebalanceTimeoutMs(),
                Subscriptions.topics(member.protocols().getFirst().metadata()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(
                        new ClassicMembership(
                                member.sessionTimeoutMs(),
                                member.protocols().stream()
                                        .map(each ->
                                                new ClassicProtocol(each.name(), each.metadata()))
                                        .toList())));
    }
}
