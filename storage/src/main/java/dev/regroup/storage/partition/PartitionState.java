package dev.regroup.storage.partition;

import java.util.List;

/// A partition's state at one position of its shard's log, but for its batches.
///
/// @param logEndOffset of the batches up to that position
/// @param producers the least recent writer first
public record PartitionState(
        long logStartOffset, long logEndOffset, EpochStarts epochs, List<SavedProducer> producers) {
    public static final PartitionState EMPTY =
            new PartitionState(0, 0, EpochStarts.NONE, List.of());

    public PartitionState {
        producers = List.copyOf(producers);
    }

    /// What is known of an idempotent producer.
    ///
    /// @param batches its last ones in this epoch, the oldest first; at most five
    public record SavedProducer(
            long producerId, short epoch, long lastWriteMs, List<SavedBatch> batches) {
        public SavedProducer {
            batches = List.copyOf(batches);
        }
    }

    public record SavedBatch(int firstSequence, int lastSequence, long baseOffset) {}
}
