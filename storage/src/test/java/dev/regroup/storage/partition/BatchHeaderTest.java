package dev.regroup.storage.partition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

class BatchHeaderTest {
    private static final SimpleRecord FIRST = new SimpleRecord(5, "a".getBytes(UTF_8));
    private static final SimpleRecord SECOND = new SimpleRecord(9, "b".getBytes(UTF_8));

    @Test
    void aBatchFromAProducer_saysWhoseItIsAndWhatItHolds() {
        ByteBuffer body =
                MemoryRecords.withIdempotentRecords(
                                Compression.NONE, 7, (short) 3, 40, FIRST, SECOND)
                        .buffer();

        BatchHeader header = BatchHeader.read(body);

        assertEquals(new BatchHeader(0, 1, -1, 9, 7, (short) 3, 40, body.remaining()), header);
        assertTrue(header.idempotent());
        assertEquals(41, header.lastSequence());
    }

    @Test
    void aBatchWithoutProducer_hasNoSequence() {
        BatchHeader header =
                BatchHeader.read(MemoryRecords.withRecords(Compression.NONE, FIRST).buffer());

        assertFalse(header.idempotent());
        assertEquals(RecordBatch.NO_SEQUENCE, header.lastSequence());
    }

    @Test
    void offsetAndEpochAssignedInPlace_leaveTheChecksumRight() {
        ByteBuffer body = MemoryRecords.withRecords(Compression.NONE, FIRST, SECOND).buffer();

        BatchHeader.assign(body, 1_000, 8);

        BatchHeader header = BatchHeader.read(body);
        assertEquals(1_000, header.baseOffset());
        assertEquals(1_001, header.lastOffset());
        assertEquals(8, header.leaderEpoch());
        MemoryRecords.readableRecords(body).batches().forEach(RecordBatch::ensureValid);
    }

    @Test
    void bytesThatAreNotOneWholeBatch_areABug() {
        ByteBuffer body = MemoryRecords.withRecords(Compression.NONE, FIRST).buffer();
        ByteBuffer two = ByteBuffer.allocate(2 * body.remaining());
        two.put(body.duplicate()).put(body.duplicate()).flip();

        assertThrows(IllegalStateException.class, () -> BatchHeader.read(two));
        assertThrows(IllegalStateException.class, () -> BatchHeader.read(ByteBuffer.allocate(0)));
    }
}
