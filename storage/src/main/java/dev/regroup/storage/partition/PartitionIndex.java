package dev.regroup.storage.partition;

import dev.regroup.storage.log.Extent;
import java.util.Arrays;

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
    }

    Snapshot snapshot() {
        return new Snapshot(chunks, inLastChunk, count);
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
        static final Snapshot EMPTY = new Snapshot(new long[0][], 0, 0);

        private final long[][] chunks;
        private final int inLastChunk;
        private final long count;

        private Snapshot(long[][] chunks, int inLastChunk, long count) {
            this.chunks = chunks;
            this.inLastChunk = inLastChunk;
            this.count = count;
        }

        long count() {
            return count;
        }

        /// A cursor on the first batch whose last offset is at least `offset`.
        Cursor from(long offset) {
            int chunk = 0;
            while (chunk + 1 < chunks.length && chunks[chunk + 1][0] <= offset) {
                chunk++;
            }
            if (chunks.length == 0) {
                return new Cursor(this, 0, 0);
            }
            int low = 0;
            int high = batchesIn(chunk);
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (chunks[chunk][middle * STRIDE + 1] < offset) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return new Cursor(this, chunk, low);
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

        Located next() {
            if (!hasNext()) {
                throw new IllegalStateException("no further batch");
            }
            long[] values = snapshot.chunks[chunk];
            int at = batch++ * STRIDE;
            return new Located(
                    values[at],
                    values[at + 1],
                    values[at + 2],
                    (int) (values[at + 5] >> 32),
                    new Extent(values[at + 3], values[at + 4], (int) values[at + 5]));
        }
    }
}
