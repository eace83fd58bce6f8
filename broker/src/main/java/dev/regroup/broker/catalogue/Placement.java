package dev.regroup.broker.catalogue;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Utils;

/// Which shard holds what.
///
/// @param shards number of shards of the data directory
public record Placement(int shards) {
    /// The shard of a partition: partition k of `__consumer_offsets` is in shard k, the others are
    /// spread from their topic's own starting point.
    public int shardOf(Topic topic, int partition) {
        return topic.internal()
                ? partition % shards
                : (start(topic.id()) + partition % shards) % shards;
    }

    /// The shard of a group, which is also the partition of `__consumer_offsets` that Kafka's own
    /// hash names for it.
    public int shardOfGroup(String groupId) {
        return Utils.abs(groupId.hashCode()) % shards;
    }

    private int start(Uuid topicId) {
        return Utils.abs(topicId.hashCode()) % shards;
    }
}
