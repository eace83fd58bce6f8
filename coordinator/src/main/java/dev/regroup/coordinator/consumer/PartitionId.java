package dev.regroup.coordinator.consumer;

import dev.regroup.coordinator.offset.TopicId;
import java.util.Comparator;

/// A partition by its topic's id.
public record PartitionId(TopicId topicId, int partition) implements Comparable<PartitionId> {
    private static final Comparator<PartitionId> ORDER =
            Comparator.comparing(PartitionId::topicId).thenComparingInt(PartitionId::partition);

    @Override
    public int compareTo(PartitionId other) {
        return ORDER.compare(this, other);
    }
}
