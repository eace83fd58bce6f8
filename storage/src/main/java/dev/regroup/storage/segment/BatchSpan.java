package dev.regroup.storage.segment;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.record.internal.RecordBatch;

/// What the first bytes of a record batch (magic 2) say of its extent in offsets, time and bytes.
record BatchSpan(long baseOffset, long lastOffset, long maxTimestampMs, int sizeBytes) {
    /// The fixed part of a batch.
    static final int HEADER_BYTES = 61;

    private static final int LENGTH_POSITION = 8;
    private static final int LENGTH_PREFIX_BYTES = 12;
    private static final int MAGIC_POSITION = 16;
    private static final int LAST_OFFSET_DELTA_POSITION = 23;
    private static final int MAX_TIMESTAMP_POSITION = 35;

    /// The span of the batch that begins at the buffer's position; empty if none can begin there.
    static Optional<BatchSpan> of(ByteBuffer bytes) {
        int at = bytes.position();
        if (bytes.remaining() < HEADER_BYTES
                || bytes.get(at + MAGIC_POSITION) != RecordBatch.MAGIC_VALUE_V2) {
            return Optional.empty();
        }
        int sizeBytes = bytes.getInt(at + LENGTH_POSITION) + LENGTH_PREFIX_BYTES;
        long baseOffset = bytes.getLong(at);
        int delta = bytes.getInt(at + LAST_OFFSET_DELTA_POSITION);
        if (sizeBytes < HEADER_BYTES || baseOffset < 0 || delta < 0) {
            return Optional.empty();
        }
        return Optional.of(
                new BatchSpan(
                        baseOffset,
                        baseOffset + delta,
                        bytes.getLong(at + MAX_TIMESTAMP_POSITION),
                        sizeBytes));
    }
}
