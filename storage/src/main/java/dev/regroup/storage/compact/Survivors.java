package dev.regroup.storage.compact;

import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecords.RecordFilter;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/// What a batch is without the records that need not be kept. A tombstone is given its time as its
/// batch is first written anew (KIP-534), and goes once that has come. Control records always stay.
final class Survivors {
    /// A record that opens to more is not one that a compacted topic has taken.
    static final int RECORD_BYTES_MAX = 64 << 20;

    private static final int ROOM_BYTES = 1_024;

    private final Filter filter;

    /// @param keys last offsets of keys; whoever is not among them has none behind it
    /// @param endOffset behind the last batch of all: it stays, if only its header, so that a
    ///   consumer comes to the end
    Survivors(KeyOffsets keys, long nowMs, long deleteRetentionMs, long endOffset) {
        this.filter = new Filter(keys, nowMs, deleteRetentionMs, endOffset);
    }

    private static final class Filter extends RecordFilter {
        private final KeyOffsets keys;
        private final long endOffset;

        Filter(KeyOffsets keys, long nowMs, long deleteRetentionMs, long endOffset) {
            super(nowMs, deleteRetentionMs);
            this.keys = keys;
            this.endOffset = endOffset;
        }

        @Override
        protected BatchRetentionResult checkBatchRetention(RecordBatch batch) {
            boolean isLast = batch.lastOffset() + 1 == endOffset;
            return new BatchRetentionResult(
                    isLast ? BatchRetention.RETAIN_EMPTY : BatchRetention.DELETE_EMPTY, false);
        }

        @Override
        protected boolean shouldRetainRecord(RecordBatch batch, Record record) {
            if (batch.isControlBatch()) {
                return true;
            }
            if (!record.hasKey()) {
                // From before the topic was a compacted one.
                return false;
            }
            boolean isLast = record.offset() >= keys.last(record.key());
            boolean isOver =
                    !record.hasValue()
                            && batch.deleteHorizonMs().isPresent()
                            && batch.deleteHorizonMs().getAsLong() <= currentTime;
            return isLast && !isOver;
        }
    }

    /// What is left of a batch; nothing, if all of it goes.
    ByteBuffer of(ByteBuffer batch) {
        return MemoryRecords.readableRecords(batch)
                .filterTo(
                        filter,
                        ByteBuffer.allocate(batch.remaining() + ROOM_BYTES),
                        BufferSupplier.NO_CACHING,
                        RECORD_BYTES_MAX)
                .outputBuffer()
                .flip();
    }
}
