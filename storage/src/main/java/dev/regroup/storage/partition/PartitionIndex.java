package dev.regroup.storage.partition;

import dev.regroup.storage.log.Extent;
import java.util.Arrays;
import java.util.Optional;

/// Where each batch of a partition lies, in offset order. One thread appends; what a [Snapshot]
/// covers never changes, so that readers need no lock once they have received it safely.
///
/// 48 bytes a batch, in chunks that double from 16 to 4,096 batches.
final class PartitionIndex {
    private static final int STRIDE = 6;
    private static final int CHUNK_BATCHES_FIRST = 16;
    private static final int CHUNK_BATCHES_MAX = 4_096;

    private long[][] chunks = {};
    private int inLastChunk;
    private long count;
    private long bytes;

    void add(BatchHeader batch, Extent extent) {
        if (chunks.length == 0 || inLastChunk * STRIDE == chunks[chunks.length - 1].length) {
            int batches =
                    chunks.length == 0
                            ? CHUNK_BATCHES_FIRST
                            : Math.min(CHUNK_BATCHES_MAX, 2 * inLastChunk);
            chunks = Arrays.copyOf(chunks, chunks.length + 1);
            chunks[chunks.length - 1] = new long[batches * STRIDE];
            inLastChunk = 0;
        }
        long[] chunk = chunks[chunks.length - 1];
        int at = inLastChunk * STRIDE;
        chunk[at] = batch.baseOffset();
        chunk[at + 1] = batch.lastOffset();
        chunk[at + 2] = batch.maxTimestampMs();
        chunk[at + 3] = extent.fileId();
        chunk[at + 4] = extent.positionBytes();
        chunk[at + 5] = ((long) batch.leaderEpoch() << 32) | extent.lengthBytes();
        inLastChunk++;
        count++;
        bytes += extent.lengthBytes();
    }

    Snapshot snapshot() {
        return new Snapshot(chunks, inLastChunk, count, bytes);
    }

    /// One batch's place.
    record Located(
            long baseOffset,
            long lastOffset,
            long maxTimestampMs,
            int leaderEpoch,
            Extent extent) {}

    /// The index as it was at one moment.
    static final class Snapshot {
        static final Snapshot EMPTY = new Snapshot(new long[0][], 0, 0, 0);

        private final long[][] chunks;
        private final int inLastChunk;
        private final long count;
        private final long bytes;

        private Snapshot(long[][] chunks, int inLastChunk, long count, long bytes) {
            this.chunks = chunks;
            this.inLastChunk = inLastChunk;
            this.count = count;
            this.bytes = bytes;
        }

        /// Of all batches together.
        long bytes() {
            return bytes;
        }

        long count() {
            return count;
        }

        /// A cursor on the first batch whose last offset is at least `offset`.
        Cursor from(long offset) {
            return first((chunk, at) -> chunk[at + 1] >= offset);
        }

        /// A cursor on the first batch of a leader epoch above `epoch`; they never fall.
        Cursor above(int epoch) {
            return first((chunk, at) -> epochAt(chunk, at) > epoch);
        }

        private interface Condition {
            boolean holds(long[] chunk, int at);
        }

        /// A cursor on the first batch for which a condition holds that holds for all later ones.
        private Cursor first(Condition condition) {
            int lowChunk = 0;
            int highChunk = chunks.length;
            while (lowChunk < highChunk) {
                int middle = (lowChunk + highChunk) >>> 1;
                int last = (batchesIn(middle) - 1) * STRIDE;
                if (condition.holds(chunks[middle], last)) {
                    highChunk = middle;
                } else {
                    lowChunk = middle + 1;
                }
            }
            if (lowChunk == chunks.length) {
                return new Cursor(this, lowChunk, 0);
            }
            int low = 0;
            int high = batchesIn(lowChunk);
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (condition.holds(chunks[lowChunk], middle * STRIDE)) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return new Cursor(this, lowChunk, low);
        }

        private static int epochAt(long[] chunk, int at) {
            return (int) (chunk[at + 5] >> 32);
        }

        private int batchesIn(int chunk) {
            return chunk == chunks.length - 1 ? inLastChunk : chunks[chunk].length / STRIDE;
        }
    }

    /// Walks batches in offset order.
    static final class Cursor {
        private final Snapshot snapshot;
        private int chunk;
        private int batch;

        private Cursor(Snapshot snapshot, int chunk, int batch) {
            this.snapshot = snapshot;
            this.chunk = chunk;
            this.batch = batch;
        }

        boolean hasNext() {
            while (chunk < snapshot.chunks.length && batch == snapshot.batchesIn(chunk)) {
                chunk++;
                batch = 0;
            }
            return chunk < snapshot.chunks.length;
        }

        /// The batch before the next one, if there is one.
        Optional<Located> previous() {
            if (batch > 0) {
                return Optional.of(at(chunk, batch - 1));
            }
            return chunk > 0
                    ? Optional.of(at(chunk - 1, snapshot.batchesIn(chunk - 1) - 1))
                    : Optional.empty();
        }

        Located next() {
            if (!hasNext()) {
                throw new IllegalStateException("no further batch");
            }
            return at(chunk, batch++);
        }

        private Located at(int inChunk, int ofBatch) {
            long[] values = snapshot.chunks[inChunk];
            int at = ofBatch * STRIDE;
            return new Located(
                    values[at],
                    values[at + 1],
                    values[at + 2],
                    Snapshot.epochAt(values, at),
                    new Extent(values[at + 3], values[at + 4], (int) values[at + 5]));
        }
    }
}
