package dev.regroup.storage.partition;

import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;

/// What the fixed part of a record batch says (magic 2). Offsets are those in the batch's bytes.
///
/// @param producerId -1 if the producer is not idempotent
/// @param baseSequence -1 if the producer is not idempotent, or a coordinator writes for it
/// @param maxTimestampMs -1 if no record has a timestamp
public record BatchHeader(
        long baseOffset,
        int lastOffsetDelta,
        int leaderEpoch,
        long maxTimestampMs,
        long producerId,
        short producerEpoch,
        int baseSequence,
        int sizeBytes) {
    /// Where a batch keeps its base offset and its partition leader epoch: both lie outside its
    /// CRC, so that a broker can set them in place.
    private static final int BASE_OFFSET_POSITION = 0;

    private static final int LEADER_EPOCH_POSITION = 12;

    public static BatchHeader of(RecordBatch batch) {
        return new BatchHeader(
                batch.baseOffset(),
                (int) (batch.lastOffset() - batch.baseOffset()),
                batch.partitionLeaderEpoch(),
                batch.maxTimestamp(),
                batch.producerId(),
                batch.producerEpoch(),
                batch.baseSequence(),
                batch.sizeInBytes());
    }

    /// Reads the header of the one batch that `body` holds, from its position.
    public static BatchHeader read(ByteBuffer body) {
        RecordBatch batch = MemoryRecords.readableRecords(body.slice()).firstBatch();
        if (batch == null || batch.sizeInBytes() != body.remaining()) {
            throw new IllegalStateException(
                    "expected one record batch of %d bytes, found %s"
                            .formatted(body.remaining(), batch == null ? "none" : batch));
        }
        return of(batch);
    }

    /// Writes the assigned offset and epoch into the batch's bytes.
    public static void assign(ByteBuffer body, long baseOffset, int leaderEpoch) {
        body.putLong(body.position() + BASE_OFFSET_POSITION, baseOffset);
        body.putInt(body.position() + LEADER_EPOCH_POSITION, leaderEpoch);
    }

    public BatchHeader assigned(long newBaseOffset, int newLeaderEpoch) {
        return new BatchHeader(
                newBaseOffset,
                lastOffsetDelta,
                newLeaderEpoch,
                maxTimestampMs,
                producerId,
                producerEpoch,
                baseSequence,
                sizeBytes);
    }

    /// As what a coordinator writes for a producer counts, which the producer does not number: such
    /// a batch says 0, since the format wants a number, and a marker -1.
    public BatchHeader unsequenced() {
        return new BatchHeader(
                baseOffset,
                lastOffsetDelta,
                leaderEpoch,
                maxTimestampMs,
                producerId,
                producerEpoch,
                RecordBatch.NO_SEQUENCE,
                sizeBytes);
    }

    public long lastOffset() {
        return baseOffset + lastOffsetDelta;
    }

    public boolean idempotent() {
        return producerId != RecordBatch.NO_PRODUCER_ID;
    }

    /// Whether the producer's batches are numbered. What a coordinator writes for a producer is
    /// not: offsets of its transaction, and markers.
    public boolean sequenced() {
        return baseSequence != RecordBatch.NO_SEQUENCE;
    }

    /// Sequence numbers wrap from 2^31-1 to 0.
    public int lastSequence() {
        return sequenced()
                ? DefaultRecordBatch.incrementSequence(baseSequence, lastOffsetDelta)
                : RecordBatch.NO_SEQUENCE;
    }
}
