package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetStored;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.FetchOffsets;
import dev.regroup.coordinator.group.GroupCommand.MemberAtEpoch;
import dev.regroup.coordinator.group.GroupCommand.ReadPositions;
import dev.regroup.coordinator.group.GroupCommand.RemoveTopics;
import dev.regroup.coordinator.group.GroupCommand.Wanted;
import dev.regroup.coordinator.group.GroupReply.FetchedOffset;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.OffsetsFetched;
import dev.regroup.coordinator.group.GroupReply.Positions;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.GroupReply.TopicsRemoved;
import dev.regroup.coordinator.group.OffsetWalk.Piece;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Offsets: committed by members and by those who only store positions, fetched, and removed with
/// their topics.
final class OffsetDecider {
    private final OffsetChecks checks;

    OffsetDecider(OffsetChecks checks) {
        this.checks = checks;
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
                    turn.hearElsewhere(member.session());
                    turn.extendSession(found.orElseThrow(), member);
                });
        // Only heartbeats extend sessions of the consumer protocol.
        found.flatMap(group -> group.consumerSession(command.memberId()))
                .ifPresent(turn::hearElsewhere);
        long nowMs = turn.wallClockMs();
        OptionalLong expireMs = expireTimestampMs(command.retentionMs(), nowMs);
        Map<TopicPartition, Reason> rejections =
                checks.sift(
                        turn,
                        command.offsets(),
                        each ->
                                turn.emit(
                                        new OffsetStored(
                                                command.groupId(),
                                                each.partition(),
                                                each.at(nowMs, expireMs))));
        turn.reply(command.token(), command.groupId(), new OffsetsCommitted(rejections));
    }

    /// Clients ask for as long as there is, too.
    private static OptionalLong expireTimestampMs(OptionalLong retentionMs, long nowMs) {
        if (retentionMs.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                retentionMs.getAsLong() > Long.MAX_VALUE - nowMs
                        ? Long.MAX_VALUE
                        : nowMs + retentionMs.getAsLong());
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
            return ConsumerRefusal.ofCommit(
                    group,
                    new MemberAtEpoch(command.memberId(), command.generationId()),
                    command.numbering(),
                    command.offsets());
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
        Optional<GroupView> group = turn.groups().find(command.groupId());
        Optional<Rejected> refusal =
                group.filter(found -> found.consumers().isPresent())
                        .flatMap(found ->
                                command.asker()
                                        .flatMap(asker -> ConsumerRefusal.ofFetch(found, asker)));
        if (refusal.isPresent()) {
            turn.reject(command.token(), command.groupId(), refusal.get());
            return;
        }
        Collection<TopicPartition> partitions =
                command.partitions()
                        .<Collection<TopicPartition>>map(asked -> asked)
                        .orElseGet(() ->
                                group.map(found -> found.offsets().keySet()).orElseGet(Set::of));
        List<FetchedOffset> offsets = new ArrayList<>(partitions.size());
        for (TopicPartition partition : partitions) {
            offsets.add(
                    group.map(found -> fetched(turn, found, partition, command.wanted()))
                            .orElseGet(() -> new FetchedOffset(partition, Optional.empty())));
        }
        if (command.partitions().isEmpty()) {
            // Of all that are committed: one of a topic that is gone is not any more.
            offsets.removeIf(one -> one.offset().isEmpty() && one.rejection().isEmpty());
        }
        turn.reply(command.token(), command.groupId(), new OffsetsFetched(offsets));
    }

    /// What was committed for a topic that is gone says nothing about another of its name, and is
    /// on its way to be removed.
    private static FetchedOffset fetched(
            Turn turn, GroupView group, TopicPartition partition, Wanted wanted) {
        if (wanted == Wanted.STABLE && group.hasPendingOffset(partition)) {
            return new FetchedOffset(
                    partition, Optional.empty(), Optional.of(Reason.UNSTABLE_OFFSET_COMMIT));
        }
        return new FetchedOffset(
                partition,
                Optional.ofNullable(group.offsets().get(partition))
                        .filter(offset -> isKnown(turn, partition, offset)));
    }

    void removeTopics(Turn turn, RemoveTopics command) {
        Set<String> seen = new LinkedHashSet<>();
        Piece piece =
                new OffsetWalk(command.topic(), command.after(), command.countMax())
                        .run(
                                turn.groups(),
                                (group, partitions, end) -> {
                                    seen.add(group.groupId());
                                    removeGone(turn, command, group, partitions);
                                });
        turn.reply(command.token(), seen, new TopicsRemoved(piece.next()));
    }

    void readPositions(Turn turn, ReadPositions command) {
        Map<TopicPartition, Long> least = new HashMap<>();
        Piece piece =
                new OffsetWalk(Optional.empty(), command.after(), command.countMax())
                        .run(
                                turn.groups(),
                                (group, partitions, end) -> {
                                    for (TopicPartition partition : partitions) {
                                        position(turn, command, group, partition)
                                                .ifPresent(offset ->
                                                        least.merge(partition, offset, Math::min));
                                    }
                                });
        turn.reply(command.token(), Set.of(), new Positions(least, piece.next()));
    }

    private static Optional<Long> position(
            Turn turn, ReadPositions command, GroupView group, TopicPartition partition) {
        return Optional.ofNullable(group.offsets().get(partition))
                .filter(offset -> isKnown(turn, partition, offset))
                .filter(offset ->
                        group.memberCount() > 0
                                || offset.commitTimestampMs() >= command.liveSinceMs())
                .map(CommittedOffset::offset);
    }

    private static void removeGone(
            Turn turn, RemoveTopics command, GroupView group, List<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            if (all(group, partition).stream()
                    .noneMatch(offset -> isKept(turn, command, partition, offset))) {
                turn.emit(new OffsetRemoved(group.groupId(), partition));
            }
        }
    }

    /// What is committed and pending for a partition. As long as any of it belongs to a topic that
    /// is there, all of it stays, since a tombstone takes all; what is left over nobody is shown.
    private static List<CommittedOffset> all(GroupView group, TopicPartition partition) {
        List<CommittedOffset> all = new ArrayList<>(group.pendingOffsets(partition));
        CommittedOffset committed = group.offsets().get(partition);
        if (committed != null) {
            all.add(committed);
        }
        return all;
    }

    /// An offset without its topic's id is older than the deletion that the command is about: only
    /// a record of an earlier start has none.
    private static boolean isKept(
            Turn turn, RemoveTopics command, TopicPartition partition, CommittedOffset offset) {
        boolean deletedWithItsName =
                command.topic().isPresent() && offset.topicId().equals(TopicId.NONE);
        return !deletedWithItsName && isKnown(turn, partition, offset);
    }

    private static boolean isKnown(Turn turn, TopicPartition partition, CommittedOffset offset) {
        return turn.groups().topics().contains(partition.topic(), offset.topicId());
    }
}
