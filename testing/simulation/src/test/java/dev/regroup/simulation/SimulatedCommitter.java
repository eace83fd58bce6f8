package dev.regroup.simulation;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.broker.shard.ShardCommand.OnGroups;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.FetchOffsets;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.OffsetsFetched;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Commits growing offsets of one partition for a group of its own, one at a time.
final class SimulatedCommitter {
    private final String groupId;
    private final TopicPartition partition;
    private long sent = -1;
    private long acknowledged = -1;
    private boolean waiting;

    SimulatedCommitter(String groupId, Topic topic, int partition) {
        this.groupId = groupId;
        this.partition = new TopicPartition(topic.name(), partition);
    }

    void commit(SimulatedNode node, long nowMs) {
        if (waiting) {
            return;
        }
        waiting = true;
        long offset = ++sent;
        ReplyTo<GroupReply> replyTo =
                reply -> {
                    waiting = false;
                    if (reply instanceof OffsetsCommitted committed
                            && committed.results().isEmpty()) {
                        acknowledged = offset;
                    }
                };
        OffsetToCommit commit =
                new OffsetToCommit(
                        partition, offset, OptionalInt.empty(), "note " + offset, TopicId.NONE);
        node.request(
                node.placement().shardOfGroup(groupId),
                new OnGroups(
                        new CommitOffsets(
                                replyTo, groupId, -1, "", Optional.empty(), List.of(commit))));
    }

    /// The connection was lost: no answer will come.
    void forgetAnswers() {
        waiting = false;
    }

    /// Asks for what is committed and hands a complaint to `complaints` if it cannot be.
    void check(SimulatedNode node, Consumer<String> complaints) {
        ReplyTo<GroupReply> replyTo =
                reply -> {
                    Optional<CommittedOffset> found =
                            ((OffsetsFetched) reply).offsets().getFirst().offset();
                    long offset = found.map(CommittedOffset::offset).orElse(-1L);
                    if (offset < acknowledged || offset > sent) {
                        complaints.accept(
                                "group %s: committed %d was acknowledged, %d sent, found %d"
                                        .formatted(groupId, acknowledged, sent, offset));
                    }
                };
        node.request(
                node.placement().shardOfGroup(groupId),
                new OnGroups(new FetchOffsets(replyTo, groupId, Optional.of(List.of(partition)))));
    }
}
