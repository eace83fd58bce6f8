package dev.regroup.storage.partition;

import dev.regroup.storage.log.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What readers see of a partition: immutable, and only what is durable (or, under `durability=os`,
/// appended).
public sealed interface PartitionView {
    /// Nobody leads the partition here at present.
    PartitionView CLOSED = new Closed();

    record Closed() implements PartitionView {}

    /// @param logStartOffset the first offset that can be read
    /// @param highWatermark the offset after the last one that can be read
    /// @param leaderEpoch the shard's epoch
    record Open(
            PartitionIndex.Snapshot index, long logStartOffset, long highWatermark, int leaderEpoch)
            implements PartitionView {

        /// No transaction is ever open yet, so that this is the high watermark.
        public long lastStableOffset() {
            return highWatermark;
        }

        /// Epoch of the first batch that can be read; the present one without batches.
        public int firstLeaderEpoch() {
            PartitionIndex.Cursor cursor = index.from(logStartOffset);
            return cursor.hasNext() ? cursor.next().leaderEpoch() : leaderEpoch;
        }

        /// Bytes of all batches that are stored, those below the log's start included.
        public long sizeBytes() {
            return index.bytes();
        }

        /// Where the records of `epoch` end, or, if it wrote none, those of the largest epoch
        /// before it (KIP-101, KIP-279); empty if it is above the present one.
        public Optional<EpochEnd> endOfEpoch(int epoch) {
            if (epoch < 0 || epoch > leaderEpoch) {
                return Optional.empty();
            }
            if (epoch == leaderEpoch) {
                return Optional.of(new EpochEnd(epoch, highWatermark));
            }
            PartitionIndex.Cursor later = index.above(epoch);
            int found =
                    later.previous()
                            .filter(batch -> batch.lastOffset() >= logStartOffset)
                            .map(PartitionIndex.Located::leaderEpoch)
                            .orElse(epoch);
            long end = later.hasNext() ? later.next().baseOffset() : highWatermark;
            return Optional.of(new EpochEnd(found, Math.max(end, logStartOffset)));
        }

        /// Bytes that [#read] would find from `offset`, counted no further than `bytesMax`.
        public long availableBytes(long offset, long bytesMax) {
            long bytes = 0;
            PartitionIndex.Cursor cursor = index.from(offset);
            while (bytes < bytesMax && cursor.hasNext()) {
                bytes += cursor.next().extent().lengthBytes();
            }
            return bytes;
        }

        /// Whole batches from the one that holds `offset` on, together at most `bytesMax` bytes.
        ///
        /// @param rule whether a first batch larger than `bytesMax` is read all the same
        public List<Extent> read(long offset, long bytesMax, FirstBatch rule) {
            List<Extent> extents = new ArrayList<>();
            long bytes = 0;
            PartitionIndex.Cursor cursor = index.from(offset);
            while (cursor.hasNext()) {
                Extent extent = cursor.next().extent();
                bytes += extent.lengthBytes();
                boolean anyway = extents.isEmpty() && rule == FirstBatch.WHATEVER_ITS_SIZE;
                if (bytes > bytesMax && !anyway) {
                    break;
                }
                extents.add(extent);
            }
            return extents;
        }

        /// The first batch that may hold a record of `timestampMs` or later.
        public Optional<Batch> firstBatchFrom(long timestampMs) {
            PartitionIndex.Cursor cursor = index.from(logStartOffset);
            while (cursor.hasNext()) {
                PartitionIndex.Located located = cursor.next();
                if (located.maxTimestampMs() >= timestampMs) {
                    return Optional.of(Batch.of(located));
                }
            }
            return Optional.empty();
        }

        /// The first batch that holds the largest timestamp of all; empty without records.
        public Optional<Batch> batchOfMaxTimestamp() {
            PartitionIndex.Cursor cursor = index.from(logStartOffset);
            PartitionIndex.Located latest = null;
            while (cursor.hasNext()) {
                PartitionIndex.Located located = cursor.next();
                if (latest == null || located.maxTimestampMs() > latest.maxTimestampMs()) {
                    latest = located;
                }
            }
            return Optional.ofNullable(latest).map(Batch::of);
        }
    }

    record EpochEnd(int leaderEpoch, long endOffset) {}

    enum FirstBatch {
        WHATEVER_ITS_SIZE,
        WITHIN_THE_LIMIT
    }

    /// A batch's place and what its header says.
    record Batch(long baseOffset, long maxTimestampMs, int leaderEpoch, Extent extent) {
        private static Batch of(PartitionIndex.Located located) {
            return new Batch(
                    located.baseOffset(),
                    located.maxTimestampMs(),
                    located.leaderEpoch(),
                    located.extent());
        }
    }
}
