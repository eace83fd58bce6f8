package dev.regroup.broker.api;

import dev.regroup.broker.shard.ShardCommand.NewBatch;
import dev.regroup.broker.shard.Ticker;
import dev.regroup.storage.partition.BatchHeader;
import dev.regroup.storage.partition.PartitionKey;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;

/// Looks at what a producer wants stored, before any shard sees it: one whole batch of magic 2 with
/// the right checksum. Compressed batches are not opened.
public final class BatchCheck {
    /// Kafka's `message.timestamp.after.max.ms`: how far ahead of the broker's clock a record may
    /// be.
    private static final long AHEAD_OF_CLOCK_MS_MAX = 3_600_000;

    /// zstd came with Produce v7 (KIP-110).
    private static final short FIRST_VERSION_WITH_ZSTD = 7;

    private final int batchBytesMax;
    private final Ticker ticker;

    /// @param batchBytesMax message.max.bytes
    public BatchCheck(int batchBytesMax, Ticker ticker) {
        this.batchBytesMax = batchBytesMax;
        this.ticker = ticker;
    }

    sealed interface Verdict {
        /// Says why not in `response`, or returns the batch.
        Optional<NewBatch> fill(PartitionProduceResponse response);
    }

    record Good(NewBatch batch) implements Verdict {
        @Override
        public Optional<NewBatch> fill(PartitionProduceResponse response) {
            return Optional.of(batch);
        }
    }

    record Bad(Errors error, String detail) implements Verdict {
        @Override
        public Optional<NewBatch> fill(PartitionProduceResponse response) {
            response.setErrorCode(error.code()).setErrorMessage(detail);
            return Optional.empty();
        }
    }

    Verdict check(PartitionKey partition, @Nullable BaseRecords records, short version) {
        if (!(records instanceof MemoryRecords memory) || memory.sizeInBytes() == 0) {
            return new Bad(Errors.INVALID_RECORD, "a partition without a record batch");
        }
        try {
            Iterator<MutableRecordBatch> batches = memory.batches().iterator();
            if (!batches.hasNext()) {
                return new Bad(Errors.CORRUPT_MESSAGE, "the record batch is cut short");
            }
            MutableRecordBatch batch = batches.next();
            if (batches.hasNext() || batch.sizeInBytes() != memory.sizeInBytes()) {
                return new Bad(
                        Errors.INVALID_RECORD,
                        "a partition takes exactly one record batch at a time");
            }
            return check(partition, batch, memory.buffer(), version);
        } catch (CorruptRecordException | InvalidRecordException e) {
            return new Bad(Errors.CORRUPT_MESSAGE, String.valueOf(e.getMessage()));
        }
    }

    private Verdict check(
            PartitionKey partition, RecordBatch batch, ByteBuffer body, short version) {
        if (batch.magic() != RecordBatch.MAGIC_VALUE_V2) {
            return new Bad(
                    Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT,
                    "record batches have magic 2, found %d".formatted(batch.magic()));
        }
        batch.ensureValid();
        if (batch.sizeInBytes() > batchBytesMax) {
            return new Bad(
                    Errors.MESSAGE_TOO_LARGE,
                    "a record batch of %d bytes; at most %d"
                            .formatted(batch.sizeInBytes(), batchBytesMax));
        }
        Optional<String> problem = contentProblem(batch);
        if (problem.isPresent()) {
            return new Bad(Errors.INVALID_RECORD, problem.get());
        }
        if (batch.isTransactional()) {
            return new Bad(Errors.INVALID_TXN_STATE, "transactions are not served");
        }
        if (batch.compressionType() == CompressionType.ZSTD && version < FIRST_VERSION_WITH_ZSTD) {
            return new Bad(
                    Errors.UNSUPPORTED_COMPRESSION_TYPE,
                    "zstd needs Produce v%d or later".formatted(FIRST_VERSION_WITH_ZSTD));
        }
        if (batch.maxTimestamp() - ticker.wallClockMs() > AHEAD_OF_CLOCK_MS_MAX) {
            return new Bad(
                    Errors.INVALID_TIMESTAMP,
                    "timestamp %d is more than %d ms ahead of the broker's clock"
                            .formatted(batch.maxTimestamp(), AHEAD_OF_CLOCK_MS_MAX));
        }
        return new Good(new NewBatch(partition, BatchHeader.of(batch), body));
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
