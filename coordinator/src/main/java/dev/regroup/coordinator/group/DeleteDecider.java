package dev.regroup.coordinator.group;

import dev.regroup.coordinator.ReplyToken;
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

    /// KIP-229: a group without members goes, with its offsets. If they are more than one command
    /// may remove, the group is dead from the first one on, so that nobody joins it meanwhile.
    void deleteGroup(Turn turn, DeleteGroup command) {
        Optional<GroupView> found = turn.groups().find(command.groupId());
        Optional<Rejected> refusal = refusal(found, command.groupId());
        if (refusal.isPresent()) {
            turn.reject(command.token(), command.groupId(), refusal.get());
            return;
        }
        GroupView group = found.orElseThrow();
        // They go with the group, or it would stay in sight until their sessions end.
        List.copyOf(group.pendingMemberIds())
                .forEach(id -> turn.emit(new PendingMemberRemoved(command.groupId(), id)));
        removeOffsets(turn, group, command.countMax());
        if (group.offsetPartitions().isEmpty()) {
            turn.reply(command.token(), command.groupId(), new GroupDeleted());
            return;
        }
        turn.moveTo(group, GroupState.DEAD, "it is being deleted");
        turn.emit(new VolatileEvent.DeletionWaits(command.groupId(), command.token()));
        comeBack(turn, group);
    }

    /// A deletion's next part; returns how many offsets it has removed.
    int goOn(Turn turn, GroupView group, int countMax) {
        ReplyToken token = group.waitingDeletion().orElseThrow();
        int removed = removeOffsets(turn, group, countMax);
        if (group.offsetPartitions().isEmpty()) {
            turn.emit(new VolatileEvent.DeletionEnded(group.groupId()));
            turn.reply(token, group.groupId(), new GroupDeleted());
        } else {
            comeBack(turn, group);
        }
        return removed;
    }

    private static void comeBack(Turn turn, GroupView group) {
        turn.emit(new VolatileEvent.PhaseDeadlineSet(group.groupId(), turn.nowMs()));
    }

    /// With the last of them goes what is on record of the group.
    private static int removeOffsets(Turn turn, GroupView group, int countMax) {
        List<TopicPartition> some = group.offsetPartitions().stream().limit(countMax).toList();
        some.forEach(each -> turn.emit(new OffsetRemoved(group.groupId(), each)));
        if (group.offsetPartitions().isEmpty()) {
            Removal.ofRecords(turn, group);
        }
        return some.size();
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
                .filter(group -> group.offsetPartitions().contains(partition))
                .isPresent();
    }
}
