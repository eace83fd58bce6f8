package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.group.GroupCommand.Describe;
import dev.regroup.coordinator.group.GroupCommand.DescribeConsumers;
import dev.regroup.coordinator.group.GroupCommand.ListGroups;
import dev.regroup.coordinator.group.GroupReply.ConsumersDescribed;
import dev.regroup.coordinator.group.GroupReply.Described;
import dev.regroup.coordinator.group.GroupReply.DescribedConsumer;
import dev.regroup.coordinator.group.GroupReply.DescribedMember;
import dev.regroup.coordinator.group.GroupReply.Listed;
import dev.regroup.coordinator.group.GroupReply.ListedGroup;
import dev.regroup.coordinator.group.GroupReply.Reason;
import java.util.List;
import java.util.Optional;

/// DescribeGroups and ListGroups: change nothing, but wait for what they show to be durable.
final class LookupDecider {
    private final ConsumerConfig config;

    LookupDecider(ConsumerConfig config) {
        this.config = config;
    }

    void describe(Turn turn, Describe command) {
        Optional<GroupView> found =
                turn.groups().find(command.groupId()).filter(group -> group.consumers().isEmpty());
        if (found.isEmpty()) {
            turn.reject(
                    command.token(),
                    command.groupId(),
                    Refusal.unknownGroup(Reason.GROUP_ID_NOT_FOUND, command.groupId(), ""));
            return;
        }
        turn.reply(command.token(), command.groupId(), described(found.get()));
    }

    private static Described described(GroupView group) {
        // Until a group is stable, members may be told of a strategy that changes yet.
        Optional<String> protocolName =
                group.state() == GroupState.STABLE ? group.protocolName() : Optional.empty();
        List<DescribedMember> members =
                group.members().stream()
                        .map(member ->
                                new DescribedMember(
                                        member.memberId(),
                                        member.groupInstanceId(),
                                        member.client().clientId(),
                                        member.client().clientHost(),
                                        protocolName.map(member::metadata).orElse(Bytes.EMPTY),
                                        member.assignment()))
                        .toList();
        return new Described(
                group.groupId(),
                group.state(),
                group.protocolType().orElse(""),
                protocolName.orElse(""),
                members);
    }

    void describeConsumers(Turn turn, DescribeConsumers command) {
        Optional<GroupView> found =
                turn.groups()
                        .find(command.groupId())
                        .filter(group -> group.consumers().isPresent());
        if (found.isEmpty()) {
            turn.reject(
                    command.token(),
                    command.groupId(),
                    Refusal.unknownGroup(Reason.GROUP_ID_NOT_FOUND, command.groupId(), ""));
            return;
        }
        ConsumerGroupView consumers = found.get().consumers().orElseThrow();
        turn.reply(
                command.token(),
                command.groupId(),
                new ConsumersDescribed(
                        command.groupId(),
                        found.get().state(),
                        consumers.epoch(),
                        consumers.targetEpoch(),
                        AssignmentDecider.assignorName(consumers, config.assignors()),
                        consumers.memberIds().stream()
                                .map(id ->
                                        new DescribedConsumer(
                                                consumers.member(id).orElseThrow(),
                                                consumers.target(id)))
                                .toList()));
    }

    void list(Turn turn, ListGroups command) {
        Page page = Page.of(turn.groups(), command.after(), command.countMax());
        List<ListedGroup> groups =
                page.groups().stream()
                        // One that is being deleted is not there any more.
                        .filter(group -> group.state() != GroupState.DEAD)
                        .filter(group ->
                                command.states().isEmpty()
                                        || command.states().contains(group.state()))
                        .map(group ->
                                new ListedGroup(
                                        group.groupId(),
                                        group.type(),
                                        group.protocolType().orElse(""),
                                        group.state()))
                        .toList();
        turn.reply(command.token(), page.groupIds(), new Listed(groups, page.next()));
    }
}
