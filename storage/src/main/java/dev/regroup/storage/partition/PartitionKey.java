package dev.regroup.storage.partition;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/// A partition by its topic's id, so that a topic created anew under an old name is another one.
public record PartitionKey(Uuid topicId, int partition) {

    /// Written out, like [#hashCode], since what the language makes is linked at its first use: 10
    /// ms of the first request, on a shard's thread.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PartitionKey key
                && key.partition == partition
                && key.topicId.equals(topicId);
    }

    @Override
    public int hashCode() {
        return 31 * topicId.hashCode() + partition;
    }
}
