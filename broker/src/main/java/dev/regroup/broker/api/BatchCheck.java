package dev.regroup.broker.api;

import dev.regroup.broker.settings.TopicSettings;
import dev.regroup.broker.shard.ShardCommand.NewBatch;
import dev.regroup.broker.shard.Ticker;
import dev.regroup.storage.partition.BatchHeader;
import dev.regroup.storage.partition.PartitionKey;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.Records;
import org.jspecify.annotations.Nullable;

/// Looks at what a producer wants stored, before any shard sees it: one whole batch of magic 2 with
/// the right checksum. Batches are opened only where their topic wants another compression, or is
/// compacted.
public final class BatchCheck {
    /// zstd came with Produce v7 (KIP-110).
    private static final short FIRST_VERSION_WITH_ZSTD = 7;

    private static final int ATTRIBUTES_AT = 21;
    private static final int COMPRESSION_BITS = 7;

    private final Ticker ticker;
    private final Recompression recompression;

    public BatchCheck(Ticker ticker, Recompression recompression) {
        this.ticker = ticker;
        this.recompression = recompression;
    }

    sealed interface Verdict {
        /// Says why not in `response`, or returns the batch.
        Optional<Good> fill(PartitionProduceResponse response);
    }

    /// The batch's outcome is known: what was made anew for it is not needed any more.
    void release(Good good) {
        recompression.release(good.heldBytes());
    }

    /// @param appendTimeMs the time that the broker has given its records; -1 if they keep their
    ///   own
    /// @param heldBytes of memory beside the request's that the batch takes until it is released
    record Good(NewBatch batch, long appendTimeMs, int heldBytes) implements Verdict {
        @Override
        public Optional<Good> fill(PartitionProduceResponse response) {
            response.setLogAppendTimeMs(appendTimeMs);
            return Optional.of(this);
        }
    }

    record Bad(Errors error, String detail) implements Verdict {
        @Override
        public Optional<Good> fill(PartitionProduceResponse response) {
            response.setErrorCode(error.code()).setErrorMessage(ErrorText.of(detail));
            return Optional.empty();
        }
    }

    /// @param version of the request
    Verdict check(
            PartitionKey partition,
            @Nullable BaseRecords records,
            TopicSettings settings,
            short version) {
        if (!(records instanceof MemoryRecords memory) || memory.sizeInBytes() == 0) {
            return new Bad(Errors.INVALID_RECORD, "a partition without a record batch");
        }
        Optional<Bad> frame = frameProblem(memory.buffer());
        if (frame.isPresent()) {
            return frame.get();
        }
        try {
            MutableRecordBatch batch = memory.batches().iterator().next();
            Optional<Bad> problem = problem(batch, settings, version);
            if (problem.isPresent()) {
                return problem.get();
            }
            if (settings.compaction().isPresent()) {
                Optional<Recompression.Refused> keys = recompression.keyProblem(batch, settings);
                if (keys.isPresent()) {
                    return new Bad(keys.get().error(), keys.get().detail());
                }
            }
            if (recompression.isNeeded(batch, settings)) {
                return recompressed(partition, batch, settings);
            }
            long appendTimeMs = -1;
            if (settings.timestampType() == TimestampType.LOG_APPEND_TIME) {
                // One number and a flag in the batch's header, and its checksum anew.
                appendTimeMs = ticker.wallClockMs();
                batch.setMaxTimestamp(TimestampType.LOG_APPEND_TIME, appendTimeMs);
            }
            return new Good(
                    new NewBatch(partition, BatchHeader.of(batch), memory.buffer()),
                    appendTimeMs,
                    0);
        } catch (CorruptRecordException | InvalidRecordException e) {
            return new Bad(Errors.CORRUPT_MESSAGE, String.valueOf(e.getMessage()));
        }
    }

    private Verdict recompressed(
            PartitionKey partition, MutableRecordBatch batch, TopicSettings settings) {
        Recompression.Outcome outcome =
                recompression.recompress(batch, settings, ticker.wallClockMs());
        return switch (outcome) {
            case Recompression.Recompressed done ->
                    new Good(
                            new NewBatch(partition, BatchHeader.read(done.body()), done.body()),
                            done.appendTimeMs(),
                            done.body().capacity());
            case Recompression.Refused refused -> new Bad(refused.error(), refused.detail());
        };
    }

    /// Looks at length and magic itself: the record classes trust a length that they are given.
    private static Optional<Bad> frameProblem(ByteBuffer bytes) {
        if (bytes.remaining() <= Records.MAGIC_OFFSET) {
            return bad(Errors.CORRUPT_MESSAGE, "the record batch is cut short");
        }
        byte magic = bytes.get(bytes.position() + Records.MAGIC_OFFSET);
        if (magic != RecordBatch.MAGIC_VALUE_V2) {
            return bad(
                    Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT,
                    "record batches have magic 2, found %d".formatted(magic));
        }
        long length =
                Records.LOG_OVERHEAD + (long) bytes.getInt(bytes.position() + Records.SIZE_OFFSET);
        if (length < DefaultRecordBatch.RECORD_BATCH_OVERHEAD || length > bytes.remaining()) {
            return bad(
                    Errors.CORRUPT_MESSAGE,
                    "a record batch that says it has %d bytes, in %d"
                            .formatted(length, bytes.remaining()));
        }
        int compression = bytes.getShort(bytes.position() + ATTRIBUTES_AT) & COMPRESSION_BITS;
        if (compression > CompressionType.ZSTD.id) {
            return bad(
                    Errors.UNSUPPORTED_COMPRESSION_TYPE,
                    "no compression has the number %d".formatted(compression));
        }
        return length < bytes.remaining()
                ? bad(Errors.INVALID_RECORD, "a partition takes exactly one record batch at a time")
                : Optional.empty();
    }

    private Optional<Bad> problem(RecordBatch batch, TopicSettings settings, short version) {
        batch.ensureValid();
        if (batch.sizeInBytes() > settings.maxMessageBytes()) {
            return bad(
                    Errors.MESSAGE_TOO_LARGE,
                    "a record batch of %d bytes; at most %d"
                            .formatted(batch.sizeInBytes(), settings.maxMessageBytes()));
        }
        Optional<String> problem = contentProblem(batch);
        if (problem.isPresent()) {
            return bad(Errors.INVALID_RECORD, problem.get());
        }
        if (batch.isTransactional()) {
            return bad(Errors.INVALID_TXN_STATE, "transactions are not served");
        }
        if (batch.compressionType() == CompressionType.ZSTD && version < FIRST_VERSION_WITH_ZSTD) {
            return bad(
                    Errors.UNSUPPORTED_COMPRESSION_TYPE,
                    "zstd needs Produce v%d or later".formatted(FIRST_VERSION_WITH_ZSTD));
        }
        return timestampProblem(batch, settings)
                .map(detail -> new Bad(Errors.INVALID_TIMESTAMP, detail));
    }

    private static Optional<Bad> bad(Errors error, String detail) {
        return Optional.of(new Bad(error, detail));
    }

    /// Of a batch's records the first and the latest are looked at: a batch is not opened for this.
    private Optional<String> timestampProblem(RecordBatch batch, TopicSettings settings) {
        if (settings.timestampType() == TimestampType.LOG_APPEND_TIME) {
            return Optional.empty();
        }
        long nowMs = ticker.wallClockMs();
        if (batch.maxTimestamp() - nowMs > settings.timestampAfterMaxMs()) {
            return Optional.of(
                    "timestamp %d is more than %d ms ahead of the broker's clock"
                            .formatted(batch.maxTimestamp(), settings.timestampAfterMaxMs()));
        }
        boolean old =
                batch instanceof DefaultRecordBatch first
                        && first.baseTimestamp() >= 0
                        && nowMs - first.baseTimestamp() > settings.timestampBeforeMaxMs();
        return old
                ? Optional.of(
                        "a timestamp is more than %d ms behind the broker's clock"
                                .formatted(settings.timestampBeforeMaxMs()))
                : Optional.empty();
    }

    private static Optional<String> contentProblem(RecordBatch batch) {
        Integer count = batch.countOrNull();
        long offsets = batch.lastOffset() - batch.baseOffset() + 1;
        if (count == null || count < 1 || count != offsets) {
            return Optional.of(
                    "a batch of %s records that spans %d offsets".formatted(count, offsets));
        }
        if (batch.isControlBatch()) {
            return Optional.of("clients do not write control records");
        }
        if (batch.hasProducerId() && (batch.producerEpoch() < 0 || batch.baseSequence() < 0)) {
            return Optional.of(
                    "producer %d wrote epoch %d, sequence %d: both start at 0"
                            .formatted(
                                    batch.producerId(),
                                    batch.producerEpoch(),
                                    batch.baseSequence()));
        }
        return Optional.empty();
    }
}
