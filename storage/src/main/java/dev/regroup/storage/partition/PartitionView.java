package dev.regroup.storage.partition;

import dev.regroup.storage.log.Extent;
import dev.regroup.storage.segment.Segments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What readers see of a partition: immutable, and only what is durable (or, under `durability=os`,
/// appended).
public sealed interface PartitionView {
    /// Nobody leads the partition here at present.
    PartitionView CLOSED = new Closed();

    record Closed() implements PartitionView {}

    /// What has left the journal.
    ///
    /// @param endOffset up to which it reaches
    record Settled(Segments segments, long endOffset) {}

    /// @param unsettled the batches from `settled.endOffset()` on
    /// @param logStartOffset the first offset that can be read
    /// @param highWatermark the offset after the last one that can be read
    /// @param leaderEpoch the shard's epoch
    record Open(
            Settled settled,
            PartitionIndex.Snapshot unsettled,
            EpochStarts epochs,
            long logStartOffset,
            long highWatermark,
            int leaderEpoch)
            implements PartitionView {

        /// No transaction is ever open yet, so that this is the high watermark.
        public long lastStableOffset() {
            return highWatermark;
        }

        /// Whether the batch that holds `offset` has left the journal.
        public boolean isSettled(long offset) {
            return offset < settled.endOffset();
        }

        /// Epoch of the first record that can be read; the present one without records.
        public int firstLeaderEpoch() {
            return logStartOffset < highWatermark
                    ? epochs.at(logStartOffset).orElse(leaderEpoch)
                    : leaderEpoch;
        }

        /// Bytes of all batches that are stored, those below the log's start included.
        public long sizeBytes() {
            return settled.segments().bytes() + unsettled.bytes();
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
            long end =
                    epochs.firstAbove(epoch).map(EpochStarts.Start::offset).orElse(highWatermark);
            int found = end > logStartOffset ? epochs.lastUpTo(epoch).orElse(epoch) : epoch;
            return Optional.of(new EpochEnd(found, Math.max(end, logStartOffset)));
        }

        /// Bytes that can be read from `offset` on, counted no further than `bytesMax`; exact but
        /// for the segment that the offset lies in.
        public long availableBytes(long offset, long bytesMax) {
            long bytes = isSettled(offset) ? settled.segments().bytesFrom(offset, bytesMax) : 0;
            PartitionIndex.Cursor cursor = unsettled.from(offset);
            while (bytes < bytesMax && cursor.hasNext()) {
                bytes += cursor.next().extent().lengthBytes();
            }
            return bytes;
        }

        /// Whole batches that have not been settled, from the one that holds `offset` on, together
        /// at most `bytesMax` bytes.
        ///
        /// @param rule whether a first batch larger than `bytesMax` is read all the same
        public List<Extent> read(long offset, long bytesMax, FirstBatch rule) {
            List<Extent> extents = new ArrayList<>();
            long bytes = 0;
            PartitionIndex.Cursor cursor = unsettled.from(offset);
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

        /// The first batch that has not been settled and may hold a record of `timestampMs` or
        /// later.
        public Optional<Batch> firstBatchFrom(long timestampMs) {
            PartitionIndex.Cursor cursor = unsettled.from(logStartOffset);
            while (cursor.hasNext()) {
                PartitionIndex.Located located = cursor.next();
                if (located.maxTimestampMs() >= timestampMs) {
                    return Optional.of(Batch.of(located));
                }
            }
            return Optional.empty();
        }

        /// The first batch that holds the largest timestamp of all that have not been settled;
        /// empty without any.
        public Optional<Batch> batchOfMaxTimestamp() {
            PartitionIndex.Cursor cursor = unsettled.from(logStartOffset);
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
