package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetStored;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.FetchOffsets;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupCommand.RemoveTopics;
import dev.regroup.coordinator.group.GroupReply.FetchedOffset;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.OffsetsFetched;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.GroupReply.TopicsRemoved;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Offsets: committed by members and by those who only store positions, fetched, and removed with
/// their topics.
final class OffsetDecider {
    private final GroupConfig config;

    OffsetDecider(GroupConfig config) {
        this.config = config;
    }

    void commit(Turn turn, CommitOffsets command) {
        Optional<GroupView> found = turn.groups().find(command.groupId());
        Optional<Rejected> refusal =
                found.isPresent() ? refusal(found.get(), command) : refusalOfUnknown(command);
        if (refusal.isPresent()) {
            turn.reject(command.token(), command.groupId(), refusal.get());
            return;
        }
        found.flatMap(group -> group.member(command.memberId()))
                .ifPresent(member -> {
                    turn.hearElsewhere(found.orElseThrow(), member);
                    turn.extendSession(found.orElseThrow(), member);
                });
        Map<TopicPartition, Reason> rejections = new LinkedHashMap<>();
        for (OffsetToCommit commit : command.offsets()) {
            if (commit.offset().metadata().length() > config.offsetMetadataBytesMax()) {
                rejections.put(commit.partition(), Reason.OFFSET_METADATA_TOO_LARGE);
            } else {
                turn.emit(new OffsetStored(command.groupId(), commit.partition(), commit.offset()));
            }
        }
        turn.reply(command.token(), command.groupId(), new OffsetsCommitted(rejections));
    }

    /// A group that only stores offsets comes into being with its first commit.
    private static Optional<Rejected> refusalOfUnknown(CommitOffsets command) {
        return command.generationId() < 0
                ? Optional.empty()
                : Optional.of(
                        Refusal.unknownGroup(
                                Reason.GROUP_ID_NOT_FOUND, command.groupId(), command.memberId()));
    }

    private static Optional<Rejected> refusal(GroupView group, CommitOffsets command) {
        if (group.consumers().isPresent()) {
            return ConsumerRefusal.ofCommit(group, command);
        }
        String memberId = command.memberId();
        if (group.state() == GroupState.EMPTY && command.generationId() < 0) {
            return Optional.empty();
        }
        boolean isMember =
                command.generationId() >= 0
                        || !memberId.isEmpty()
                        || command.groupInstanceId().isPresent();
        if (!isMember) {
            return Optional.of(Refusal.of(Reason.UNKNOWN_MEMBER_ID, group, memberId));
        }
        Optional<Rejected> refusal =
                Refusal.ofGeneration(
                        group, memberId, command.groupInstanceId(), command.generationId());
        // While assignments are made, nobody owns what it would commit for.
        return refusal.isEmpty() && group.state() == GroupState.COMPLETING_REBALANCE
                ? Optional.of(Refusal.of(Reason.REBALANCE_IN_PROGRESS, group, memberId))
                : refusal;
    }

    void fetch(Turn turn, FetchOffsets command) {
        Optional<Rejected> refusal =
                turn.groups()
                        .find(command.groupId())
                        .filter(group -> group.consumers().isPresent())
                        .flatMap(group ->
                                command.asker()
                                        .flatMap(asker -> ConsumerRefusal.ofFetch(group, asker)));
        if (refusal.isPresent()) {
            turn.reject(command.token(), command.groupId(), refusal.get());
            return;
        }
        SortedMap<TopicPartition, CommittedOffset> known =
                turn.groups()
                        .find(command.groupId())
                        .map(GroupView::offsets)
                        .orElseGet(TreeMap::new);
        List<FetchedOffset> offsets = new ArrayList<>();
        if (command.partitions().isPresent()) {
            for (TopicPartition partition : command.partitions().get()) {
                offsets.add(
                        new FetchedOffset(partition, Optional.ofNullable(known.get(partition))));
            }
        } else {
            known.forEach((partition, offset) ->
                    offsets.add(new FetchedOffset(partition, Optional.of(offset))));
        }
        turn.reply(command.token(), command.groupId(), new OffsetsFetched(offsets));
    }

    void removeTopics(Turn turn, RemoveTopics command) {
        Page page = Page.of(turn.groups(), command.after(), command.countMax());
        Set<String> topics = new TreeSet<>(command.topics());
        for (GroupView group : page.groups()) {
            List<TopicPartition> gone = new ArrayList<>();
            for (String topic : topics) {
                gone.addAll(partitionsOf(group, topic).keySet());
            }
            gone.forEach(each -> turn.emit(new OffsetRemoved(group.groupId(), each)));
        }
        turn.reply(command.token(), page.groupIds(), new TopicsRemoved(page.next()));
    }

    private static SortedMap<TopicPartition, CommittedOffset> partitionsOf(
            GroupView group, String topic) {
        return group.offsets()
                .subMap(
                        new TopicPartition(topic, Integer.MIN_VALUE),
                        new TopicPartition(topic, Integer.MAX_VALUE));
    }
}
