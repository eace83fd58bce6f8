package dev.regroup.broker.api;

import dev.regroup.broker.settings.TopicSettings;
import dev.regroup.broker.settings.TopicSettings.Storing;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;
import org.apache.kafka.common.utils.internals.CloseableIterator;

/// Opens batches: to compress them anew, for topics whose `compression.type` is not what the
/// producer used, and to see that all records have keys, for those that are compacted.
///
/// Memory is bounded whatever a batch claims to hold: two batches are worked on at a time, each
/// opened record by record up to [#OPENED_BYTES_MAX]; and what was made is counted until its
/// outcome is known, up to [#HELD_BYTES_MAX]. A connection's thread waits for its turn here.
public final class Recompression {
    /// How much a batch may hold, unless its topic takes larger ones uncompressed.
    static final int OPENED_BYTES_MAX = 32 << 20;

    /// Of new batches that wait for their outcomes, all together.
    static final int HELD_BYTES_MAX = 64 << 20;

    private static final int AT_A_TIME = 2;
    private static final int FIRST_BUFFER_BYTES = 16 << 10;

    private final Semaphore turns = new Semaphore(AT_A_TIME, true);
    private final AtomicLong heldBytes = new AtomicLong();

    sealed interface Outcome {}

    /// @param body the batch, in memory of its own
    /// @param appendTimeMs the time that its records were given; -1 if they keep their own
    record Recompressed(ByteBuffer body, long appendTimeMs) implements Outcome {}

    record Refused(Errors error, String detail) implements Outcome {}

    boolean isNeeded(RecordBatch batch, TopicSettings settings) {
        return !settings.storing().asProduced()
                && batch.compressionType() != compression(settings.storing()).type();
    }

    /// Lets go of what was made.
    void release(int bytes) {
        heldBytes.addAndGet(-bytes);
    }

    /// @param batch one whose checksum is right
    Outcome recompress(MutableRecordBatch batch, TopicSettings settings, long nowMs) {
        turns.acquireUninterruptibly();
        try {
            Outcome outcome = opened(batch, settings, nowMs);
            return outcome instanceof Recompressed done ? held(done) : outcome;
        } catch (InvalidRecordException e) {
            return new Refused(Errors.INVALID_RECORD, String.valueOf(e.getMessage()));
        } catch (KafkaException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | BufferUnderflowException e) {
            // What the decompressors say of bytes that are not theirs.
            return new Refused(
                    Errors.CORRUPT_MESSAGE, "the batch cannot be opened: " + e.getMessage());
        } finally {
            turns.release();
        }
    }

    /// Why a compacted topic cannot take the batch: a record without a key, or records that cannot
    /// be read.
    ///
    /// @param batch one whose checksum is right
    Optional<Refused> keyProblem(MutableRecordBatch batch, TopicSettings settings) {
        turns.acquireUninterruptibly();
        try {
            return unkeyed(batch, settings);
        } catch (InvalidRecordException e) {
            return Optional.of(new Refused(Errors.INVALID_RECORD, String.valueOf(e.getMessage())));
        } catch (KafkaException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | BufferUnderflowException e) {
            // As above.
            return Optional.of(
                    new Refused(
                            Errors.CORRUPT_MESSAGE,
                            "the batch cannot be opened: " + e.getMessage()));
        } finally {
            turns.release();
        }
    }

    private static Optional<Refused> unkeyed(MutableRecordBatch batch, TopicSettings settings) {
        long openedMax = Math.max(OPENED_BYTES_MAX, settings.maxMessageBytes());
        if (batch.compressionType() == CompressionType.SNAPPY) {
            SnappyBlocks.check(batch, (int) openedMax);
        }
        int recordMax = (int) Math.min(settings.storing().recordBytesMax(), openedMax);
        long opened = 0;
        int index = 0;
        try (BufferSupplier buffers = BufferSupplier.create();
                CloseableIterator<Record> records = batch.streamingIterator(buffers, recordMax)) {
            while (records.hasNext()) {
                Record record = records.next();
                opened += record.sizeInBytes();
                if (opened > openedMax) {
                    return Optional.of(
                            new Refused(
                                    Errors.MESSAGE_TOO_LARGE,
                                    "a batch that opens to more than %d bytes"
                                            .formatted(openedMax)));
                }
                if (!record.hasKey()) {
                    return Optional.of(
                            new Refused(
                                    Errors.INVALID_RECORD,
                                    "record %d has no key, which a compacted topic needs"
                                            .formatted(index)));
                }
                index++;
            }
        }
        return Optional.empty();
    }

    private Outcome opened(MutableRecordBatch batch, TopicSettings settings, long nowMs) {
        long openedMax = Math.max(OPENED_BYTES_MAX, settings.maxMessageBytes());
        if (batch.compressionType() == CompressionType.SNAPPY) {
            SnappyBlocks.check(batch, (int) openedMax);
        }
        boolean appendTime = settings.timestampType() == TimestampType.LOG_APPEND_TIME;
        // What is not compressed anew cannot become smaller than what it opens to.
        boolean isPlain = compression(settings.storing()).type() == CompressionType.NONE;
        long openedLimit = isPlain ? settings.maxMessageBytes() : openedMax;
        int recordMax = (int) Math.min(settings.storing().recordBytesMax(), openedMax);
        long opened = 0;
        int index = 0;
        try (MemoryRecordsBuilder builder = builder(batch, settings, nowMs);
                BufferSupplier buffers = BufferSupplier.create();
                CloseableIterator<Record> records = batch.streamingIterator(buffers, recordMax)) {
            while (records.hasNext()) {
                Record record = records.next();
                if (record.offset() != batch.baseOffset() + index) {
                    return new Refused(
                            Errors.INVALID_RECORD,
                            "record %d has offset %d in a batch from %d on"
                                    .formatted(index, record.offset(), batch.baseOffset()));
                }
                opened += record.sizeInBytes();
                if (opened > openedLimit) {
                    return new Refused(
                            Errors.MESSAGE_TOO_LARGE,
                            "a batch that opens to more than %d bytes".formatted(openedLimit));
                }
                if (!appendTime && isTooLate(record, settings, nowMs)) {
                    return new Refused(
                            Errors.INVALID_TIMESTAMP,
                            "timestamp %d is out of the topic's bounds"
                                    .formatted(record.timestamp()));
                }
                builder.appendWithOffset(index++, record);
            }
            return sized(builder.build(), settings, appendTime ? nowMs : -1);
        }
    }

    private static boolean isTooLate(Record record, TopicSettings settings, long nowMs) {
        return record.timestamp() != RecordBatch.NO_TIMESTAMP
                && (record.timestamp() - nowMs > settings.timestampAfterMaxMs()
                        || nowMs - record.timestamp() > settings.timestampBeforeMaxMs());
    }

    private static Outcome sized(MemoryRecords made, TopicSettings settings, long appendTimeMs) {
        if (made.sizeInBytes() > settings.maxMessageBytes()) {
            return new Refused(
                    Errors.MESSAGE_TOO_LARGE,
                    "a record batch of %d bytes once it has the topic's compression; at most %d"
                            .formatted(made.sizeInBytes(), settings.maxMessageBytes()));
        }
        ByteBuffer body = ByteBuffer.allocate(made.sizeInBytes()).put(made.buffer()).flip();
        return new Recompressed(body, appendTimeMs);
    }

    private Outcome held(Recompressed done) {
        if (heldBytes.addAndGet(done.body().capacity()) > HELD_BYTES_MAX) {
            release(done.body().capacity());
            // The code that all clients repeat after.
            return new Refused(
                    Errors.KAFKA_STORAGE_ERROR, "too many batches are compressed anew at a time");
        }
        return done;
    }

    private static MemoryRecordsBuilder builder(
            RecordBatch batch, TopicSettings settings, long nowMs) {
        return new MemoryRecordsBuilder(
                new ByteBufferOutputStream(Math.max(FIRST_BUFFER_BYTES, batch.sizeInBytes())),
                RecordBatch.MAGIC_VALUE_V2,
                compression(settings.storing()),
                settings.timestampType(),
                0,
                nowMs,
                batch.producerId(),
                batch.producerEpoch(),
                batch.baseSequence(),
                false,
                false,
                RecordBatch.NO_PARTITION_LEADER_EPOCH,
                Integer.MAX_VALUE);
    }

    private static Compression compression(Storing storing) {
        return switch (storing.compression()) {
            case "gzip" -> Compression.gzip().level(storing.level()).build();
            case "lz4" -> Compression.lz4().level(storing.level()).build();
            case "zstd" -> Compression.zstd().level(storing.level()).build();
            case "snappy" -> Compression.snappy().build();
            default -> Compression.NONE;
        };
    }
}
