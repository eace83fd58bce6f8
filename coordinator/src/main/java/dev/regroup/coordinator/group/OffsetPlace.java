package dev.regroup.coordinator.group;

import dev.regroup.coordinator.offset.TopicPartition;
import java.util.Optional;

/// Where a walk over a shard's offsets has stopped.
///
/// @param partition the last one of the group that was looked at; absent if the group is done with
public record OffsetPlace(String groupId, Optional<TopicPartition> partition) {}
