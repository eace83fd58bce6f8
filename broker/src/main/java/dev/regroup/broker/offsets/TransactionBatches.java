package dev.regroup.broker.offsets;

import dev.regroup.coordinator.group.DurableEvent;
import dev.regroup.coordinator.group.DurableEvent.TransactionEnded;
import dev.regroup.coordinator.group.TransactionOutcome;
import dev.regroup.coordinator.offset.Producer;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;

/// Batches of a producer's transaction: what it wrote, and the marker that ends it.
final class TransactionBatches {
    /// A coordinator does not number what it writes for a producer, and says 0, as Kafka's does.
    private static final int NOT_NUMBERED = 0;

    private TransactionBatches() {}

    static ByteBuffer pending(Producer producer, SimpleRecord[] records) {
        return MemoryRecords.withTransactionalRecords(
                        Compression.NONE, producer.id(), producer.epoch(), NOT_NUMBERED, records)
                .buffer();
    }

    static ByteBuffer marker(TransactionEnded ended, long wallClockMs) {
        ControlRecordType type =
                switch (ended.outcome()) {
                    case COMMITTED -> ControlRecordType.COMMIT;
                    case ABORTED -> ControlRecordType.ABORT;
                };
        return MemoryRecords.withEndTransactionMarker(
                        0,
                        wallClockMs,
                        RecordBatch.NO_PARTITION_LEADER_EPOCH,
                        ended.producer().id(),
                        ended.producer().epoch(),
                        new EndTransactionMarker(type, ended.coordinatorEpoch()))
                .buffer();
    }

    /// Absent if the control record is of another kind.
    static Optional<DurableEvent> marker(RecordBatch batch, Record record) {
        return switch (ControlRecordType.parse(record.key())) {
            case COMMIT -> Optional.of(ended(batch, record, TransactionOutcome.COMMITTED));
            case ABORT -> Optional.of(ended(batch, record, TransactionOutcome.ABORTED));
            default -> Optional.empty();
        };
    }

    static Producer producer(RecordBatch batch) {
        return new Producer(batch.producerId(), batch.producerEpoch());
    }

    private static TransactionEnded ended(
            RecordBatch batch, Record record, TransactionOutcome outcome) {
        return new TransactionEnded(
                producer(batch),
                outcome,
                EndTransactionMarker.deserialize(record).coordinatorEpoch(),
                Set.of());
    }
}
