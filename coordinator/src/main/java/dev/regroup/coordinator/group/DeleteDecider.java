package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ConsumerEvent;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.group.DurableEvent.ConsumerChanged;
import dev.regroup.coordinator.group.DurableEvent.GroupRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.GroupCommand.DeleteGroup;
import dev.regroup.coordinator.group.GroupCommand.DeleteOffsets;
import dev.regroup.coordinator.group.GroupReply.GroupDeleted;
import dev.regroup.coordinator.group.GroupReply.OffsetsDeleted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.VolatileEvent.PendingMemberRemoved;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// DeleteGroups and OffsetDelete: what nobody uses any longer is removed on demand.
final class DeleteDecider {

    /// KIP-229: a group without members goes, with its offsets.
    void deleteGroup(Turn turn, DeleteGroup command) {
        Optional<GroupView> found = turn.groups().find(command.groupId());
        Optional<Rejected> refusal = refusal(found, command.groupId());
        if (refusal.isPresent()) {
            turn.reject(command.token(), command.groupId(), refusal.get());
            return;
        }
        GroupView group = found.orElseThrow();
        List<TopicPartition> offsets =
                group.offsets().keySet().stream().limit(command.countMax()).toList();
        boolean last = offsets.size() == group.offsets().size();
        boolean stored = group.stored().isPresent();
        List<ConsumerEvent> removal =
                group.consumers().map(ConsumerGroupView::removal).orElse(List.of());
        if (last) {
            // They go with the group, or it would stay in sight until their sessions end.
            List.copyOf(group.pendingMemberIds())
                    .forEach(id -> turn.emit(new PendingMemberRemoved(command.groupId(), id)));
        }
        offsets.forEach(each -> turn.emit(new OffsetRemoved(command.groupId(), each)));
        if (last && stored) {
            turn.emit(new GroupRemoved(command.groupId()));
        }
        if (last) {
            removal.forEach(each -> turn.emit(new ConsumerChanged(command.groupId(), each)));
        }
        turn.reply(
                command.token(),
                command.groupId(),
                new GroupDeleted(last ? GroupDeleted.Rest.NOTHING : GroupDeleted.Rest.OFFSETS));
    }

    private static Optional<Rejected> refusal(Optional<GroupView> found, String groupId) {
        if (found.isEmpty()) {
            return Optional.of(Refusal.unknownGroup(Reason.GROUP_ID_NOT_FOUND, groupId, ""));
        }
        return found.get().state() == GroupState.EMPTY
                ? Optional.empty()
                : Optional.of(Refusal.of(Reason.NON_EMPTY_GROUP, found.get(), ""));
    }

    /// KIP-496: offsets of topics that no member of the group subscribes to.
    void deleteOffsets(Turn turn, DeleteOffsets command) {
        Optional<GroupView> found = turn.groups().find(command.groupId());
        if (found.isEmpty()) {
            turn.reject(
                    command.token(),
                    command.groupId(),
                    Refusal.unknownGroup(Reason.GROUP_ID_NOT_FOUND, command.groupId(), ""));
            return;
        }
        GroupView group = found.get();
        if (group.memberCount() > 0 && !Subscriptions.areToTopics(group)) {
            turn.reject(
                    command.token(),
                    command.groupId(),
                    Refusal.of(Reason.NON_EMPTY_GROUP, group, ""));
            return;
        }
        Subscriptions subscriptions = Subscriptions.of(group);
        Map<TopicPartition, Reason> rejections = new LinkedHashMap<>();
        for (TopicPartition partition : command.partitions()) {
            if (subscriptions.include(partition.topic())) {
                rejections.put(partition, Reason.GROUP_SUBSCRIBED_TO_TOPIC);
            } else if (offsetExists(turn, command.groupId(), partition)) {
                turn.emit(new OffsetRemoved(command.groupId(), partition));
            }
        }
        turn.reply(command.token(), command.groupId(), new OffsetsDeleted(rejections));
    }

    /// Looked up anew: a partition may be named twice, and the group goes with its last offset.
    private static boolean offsetExists(Turn turn, String groupId, TopicPartition partition) {
        return turn.groups()
                .find(groupId)
                .filter(group -> group.offsets().containsKey(partition))
                .isPresent();
    }
}
