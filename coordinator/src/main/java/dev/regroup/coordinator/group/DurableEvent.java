package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ConsumerEvent;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.Producer;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.Set;

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

    /// OffsetCommitKey with a tombstone; pending offsets of the partition are dropped with it.
    record OffsetRemoved(String groupId, TopicPartition partition) implements DurableEvent {}

    /// OffsetCommitKey/Value in a batch of the producer's transaction: counts once that ends well.
    record OffsetPending(
            String groupId, Producer producer, TopicPartition partition, CommittedOffset offset)
            implements DurableEvent {}

    /// The marker that ends a producer's transaction, a control batch: what is pending for the
    /// producer becomes committed, unless something was committed later, or is dropped.
    ///
    /// @param groupIds [#ITSELF], and the groups in which something was pending: whose readers have
    ///   to wait for it. Not part of the record, nor of what it changes.
    record TransactionEnded(
            Producer producer,
            TransactionOutcome outcome,
            int coordinatorEpoch,
            Set<String> groupIds)
            implements DurableEvent {
        /// Stands for the marker among the groups, for those who wait for it alone.
        public static final String ITSELF = "";

        public TransactionEnded {
            groupIds = Set.copyOf(groupIds);
        }

        /// It may concern several.
        @Override
        public String groupId() {
            return ITSELF;
        }
    }

    /// The groups whose state it changes.
    default Set<String> groupIds() {
        return Set.of(groupId());
    }
}
