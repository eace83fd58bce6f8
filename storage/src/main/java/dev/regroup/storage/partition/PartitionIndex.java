package dev.regroup.storage.partition;

import dev.regroup.storage.log.Extent;
import java.util.Arrays;

/// Where each batch of a partition lies, in offset order. One thread appends; what a [Snapshot]
/// covers never changes, so that readers need no lock once they have received it safely.
///
/// 48 bytes a batch, in chunks that double from 16 to 4,096 batches. Only what has not been settled
/// is in it.
final class PartitionIndex {
    private static final int STRIDE = 6;
    private static final int CHUNK_BATCHES_FIRST = 16;
    private static final int CHUNK_BATCHES_MAX = 4_096;

    private long[][] chunks = {};
    private int firstInFirstChunk;
    private int inLastChunk;
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
        bytes += extent.lengthBytes();
    }

    /// Forgets the batches whose records all lie below `offset`.
    void dropBelow(long offset) {
        Cursor kept = snapshot().from(offset);
        for (Cursor gone = snapshot().from(0); !gone.isAt(kept); ) {
            bytes -= gone.next().extent().lengthBytes();
        }
        if (!kept.hasNext()) {
            chunks = new long[0][];
            firstInFirstChunk = 0;
            inLastChunk = 0;
            return;
        }
        chunks = Arrays.copyOfRange(chunks, kept.chunk, chunks.length);
        firstInFirstChunk = kept.batch;
    }

    Snapshot snapshot() {
        return new Snapshot(chunks, firstInFirstChunk, inLastChunk, bytes);
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
        private final long[][] chunks;
        private final int firstInFirstChunk;
        private final int inLastChunk;
        private final long bytes;

        private Snapshot(long[][] chunks, int firstInFirstChunk, int inLastChunk, long bytes) {
            this.chunks = chunks;
            this.firstInFirstChunk = firstInFirstChunk;
            this.inLastChunk = inLastChunk;
            this.bytes = bytes;
        }

        /// Of all batches together.
        long bytes() {
            return bytes;
        }

        /// A cursor on the first batch whose last offset is at least `offset`.
        Cursor from(long offset) {
            int lowChunk = 0;
            int highChunk = chunks.length;
            while (lowChunk < highChunk) {
                int middle = (lowChunk + highChunk) >>> 1;
                int last = (batchesIn(middle) - 1) * STRIDE;
                if (chunks[middle][last + 1] >= offset) {
                    highChunk = middle;
                } else {
                    lowChunk = middle + 1;
                }
            }
            if (lowChunk == chunks.length) {
                return new Cursor(this, lowChunk, 0);
            }
            int low = lowChunk == 0 ? firstInFirstChunk : 0;
            int high = batchesIn(lowChunk);
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (chunks[lowChunk][middle * STRIDE + 1] >= offset) {
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

        private boolean isAt(Cursor other) {
            return hasNext() == other.hasNext() && chunk == other.chunk && batch == other.batch;
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
