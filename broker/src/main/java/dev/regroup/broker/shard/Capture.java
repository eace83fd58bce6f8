package dev.regroup.broker.shard;

import dev.regroup.broker.catalogue.CatalogueEvent;
import dev.regroup.broker.shard.ShardCheckpoint.HostedState;
import dev.regroup.broker.shard.ShardCheckpoint.TopicState;
import dev.regroup.coordinator.group.DurableEvent;
import dev.regroup.storage.compact.CompactionRule;
import dev.regroup.storage.partition.Partition;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionState;
import dev.regroup.storage.settle.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;

/// A shard's state at one position of its log, taken on the shard's thread when that was the last
/// position logged. It is settled once the position is durable.
///
/// @param wallClockMs when it was taken
record Capture(
        long position,
        long wallClockMs,
        List<CatalogueEvent> catalogue,
        List<DurableEvent> groups,
        List<CapturedTopic> topics) {
    Capture {
        catalogue = List.copyOf(catalogue);
        groups = List.copyOf(groups);
        topics = List.copyOf(topics);
    }

    record CapturedTopic(Uuid id, String name, List<CapturedPartition> partitions) {}

    /// @param partition for the shard's thread only
    record CapturedPartition(Partition partition, PartitionState state) {
        PartitionKey key() {
            return partition.handle().key();
        }
    }

    List<CapturedPartition> partitions() {
        return topics.stream().flatMap(topic -> topic.partitions.stream()).toList();
    }

    /// What is to be settled. On the shard's thread, once the position is durable.
    ///
    /// @param compaction of a topic
    List<Settlement.Target> targets(Function<Uuid, Optional<CompactionRule>> compaction) {
        List<Settlement.Target> targets = new ArrayList<>();
        for (CapturedPartition captured : partitions()) {
            PartitionState state = captured.state;
            targets.add(
                    new Settlement.Target(
                            captured.key(),
                            state.logStartOffset(),
                            captured.partition.segments(),
                            captured.partition.unsettled(
                                    state.logStartOffset(), state.logEndOffset()),
                            compaction.apply(captured.key().topicId())));
        }
        return targets;
    }

    /// The checkpoint that makes an outcome count.
    ShardCheckpoint checkpoint(Settlement.Outcome outcome) {
        List<TopicState> states = new ArrayList<>();
        for (CapturedTopic topic : topics) {
            List<HostedState> hosted = new ArrayList<>();
            for (CapturedPartition captured : topic.partitions) {
                hosted.add(
                        new HostedState(
                                captured.key().partition(),
                                captured.state,
                                outcome.of(captured.key())));
            }
            states.add(new TopicState(topic.id, topic.name, hosted));
        }
        return new ShardCheckpoint(catalogue, groups, states, outcome.objects());
    }
}
