package dev.regroup.broker.shard;

import dev.regroup.coordinator.offset.TopicPartition;
import java.util.Map;
import java.util.OptionalLong;

/// What is kept for groups that have not read it, although its topic's settings do not keep it.
///
/// @param bytesMax of one partition, at most
/// @param positions the next offset that some live group reads of a partition
public record Hold(long bytesMax, Map<TopicPartition, Long> positions) {
    public static final Hold NONE = new Hold(0, Map.of());

    public Hold {
        positions = Map.copyOf(positions);
    }

    OptionalLong position(String topic, int partition) {
        Long position = positions.get(new TopicPartition(topic, partition));
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }
}
