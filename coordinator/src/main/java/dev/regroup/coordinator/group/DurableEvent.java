package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ConsumerEvent;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.TopicPartition;

/// What survives a restart: each is one record of `__consumer_offsets`. Replaying them in order,
/// from nothing, gives the same durable state at every prefix.
public sealed interface DurableEvent extends GroupEvent {
    /// GroupMetadataKey/Value: the group's durable part is now this.
    record GroupStored(String groupId, StoredGroup group) implements DurableEvent {}

    /// GroupMetadataKey with a tombstone.
    record GroupRemoved(String groupId) implements DurableEvent {}

    /// A record of a group of the consumer protocol.
    record ConsumerChanged(String groupId, ConsumerEvent event) implements DurableEvent {}

    /// OffsetCommitKey/Value.
    record OffsetStored(String groupId, TopicPartition partition, CommittedOffset offset)
            implements DurableEvent {}

    /// OffsetCommitKey with a tombstone.
    record OffsetRemoved(String groupId, TopicPartition partition) implements DurableEvent {}
}
