package dev.regroup.storage.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.memory.MemoryBlobStore;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class SegmentStoreTest {
    private static final SegmentSizes SMALL = new SegmentSizes(2_048, 256, 512);
    private static final Uuid TOPIC_ID = new Uuid(0x0123456789abcdefL, 0xfedcba9876543210L);
    private static final int SHARD = 5;
    private static final int BATCH_BYTES = SettledBatches.batch(0).remaining();
    private static final String FIRST_OBJECT = "5/0000000000000001";

    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final SegmentStore store = new SegmentStore(blobs, SMALL);

    @Test
    void whatIsWritten_isReadFromAnyOffset() {
        Segments segments = written(0, 100);

        assertTrue(segments.all().size() > 5, segments.all()::toString);
        for (long offset = 0; offset < 200; offset++) {
            assertEquals(
                    LongStream.range(offset / 2 * 2, 200).boxed().toList(),
                    SettledBatches.offsets(store.read(segments, offset, 1 << 20, false)));
        }
        assertEquals(100L * BATCH_BYTES, segments.bytes());
    }

    @Test
    void reading_stopsAtTheLimit_butMayTakeALargerFirstBatch() {
        Segments segments = written(0, 100);

        assertEquals(
                List.of(2L, 3L, 4L, 5L),
                SettledBatches.offsets(store.read(segments, 3, 2L * BATCH_BYTES + 1, false)));
        assertEquals(List.of(), store.read(segments, 3, BATCH_BYTES - 1, false));
        assertEquals(List.of(2L, 3L), SettledBatches.offsets(store.read(segments, 3, 1, true)));
        assertEquals(List.of(2L, 3L), SettledBatches.offsets(store.read(segments, 3, 0, true)));
    }

    @Test
    void aBatchLargerThanAnObject_hasOneOfItsOwn() {
        SegmentStore tiny = new SegmentStore(blobs, new SegmentSizes(64, 16, 32));
        Segments segments = written(tiny, 0, 3);

        assertEquals(3, segments.all().size());
        assertEquals(
                List.of(2L, 3L, 4L, 5L),
                SettledBatches.offsets(tiny.read(segments, 2, 1 << 20, false)));
    }

    @Test
    void partitionsShareAnObject_unlessOneHasMuch() {
        SegmentWriter writer = store.writer(SHARD, 1);
        Segment small = one(writer, 0, 1);
        Segment another = one(writer, 1, 1);
        Segment large = one(writer, 2, 12);
        writer.finish();

        assertEquals(List.of(1L, 1L, 2L), objects(small, another, large));
        assertEquals(3, writer.nextObject());
        assertEquals(List.of(1L, 2L), store.objects(SHARD));
        assertEquals(
                List.of(0L, 1L),
                SettledBatches.offsets(
                        store.read(new Segments(SHARD, List.of(another)), 0, 1_000, false)));
    }

    private static Segment one(SegmentWriter writer, int partition, int batches) {
        writer.begin(TOPIC_ID, partition, (long) batches * BATCH_BYTES);
        for (int i = 0; i < batches; i++) {
            writer.add(SettledBatches.batch(i));
        }
        List<Segment> segments = writer.end();
        assertEquals(1, segments.size());
        return segments.getFirst();
    }

    private static List<Long> objects(Segment... segments) {
        return List.of(segments).stream().map(Segment::object).toList();
    }

    @Test
    void batchesAreFoundByTime() {
        Segments segments = written(0, 100);

        for (long timestamp = 0; timestamp < 100; timestamp++) {
            assertEquals(
                    List.of(2 * timestamp, 2 * timestamp + 1),
                    offsets(store.firstBatchFrom(segments, 0, timestamp)));
        }
        assertEquals(List.of(10L, 11L), offsets(store.firstBatchFrom(segments, 11, 3)));
        assertEquals(List.of(), offsets(store.firstBatchFrom(segments, 0, 100)));
        assertEquals(99, store.maxTimestampMs(segments, 0));
    }

    @Test
    void theLargestTimestamp_isThatOfWhatIsLeft() {
        SegmentWriter writer = store.writer(SHARD, 1);
        writer.begin(TOPIC_ID, 0, 0);
        for (int i = 0; i < 9; i++) {
            writer.add(SettledBatches.batch(i, 100 - i));
        }
        Segments segments = new Segments(SHARD, writer.end());
        writer.finish();

        assertEquals(100, store.maxTimestampMs(segments, 0));
        assertEquals(96, store.maxTimestampMs(segments, 9));
        assertEquals(-1, store.maxTimestampMs(segments, 18));
    }

    private static List<Long> offsets(Optional<ByteBuffer> batch) {
        return SettledBatches.offsets(batch.stream().toList());
    }

    @Test
    void aDamagedBatch_isReportedWithItsPlace_andTheRestIsThere() {
        Segments segments = written(0, 100);
        Segment first = segments.all().getFirst();
        flip(first.position() + BATCH_BYTES + 70);
        SegmentStore fresh = new SegmentStore(blobs, SMALL);

        CorruptDataException corrupt =
                assertThrows(
                        CorruptDataException.class, () -> fresh.read(segments, 2, 1 << 20, false));

        assertEquals(FIRST_OBJECT, corrupt.path());
        assertEquals(first.position() + BATCH_BYTES, corrupt.positionBytes());
        assertTrue(corrupt.toString().contains("expected a batch with checksum"));
        assertEquals(
                List.of(0L, 1L), SettledBatches.offsets(fresh.read(segments, 0, 1 << 20, false)));
        assertEquals(List.of(0L, 1L), SettledBatches.offsets(fresh.read(segments, 0, 1, true)));
        assertEquals(List.of(4L, 5L), SettledBatches.offsets(fresh.read(segments, 4, 1, true)));
    }

    @Test
    void aDamagedHeaderOfABatch_isReported() {
        Segments segments = written(0, 100);
        flip(segments.all().getFirst().position() + 16);
        SegmentStore fresh = new SegmentStore(blobs, SMALL);

        CorruptDataException corrupt =
                assertThrows(CorruptDataException.class, () -> fresh.read(segments, 0, 1, true));

        assertTrue(corrupt.toString().contains("expected a batch within offsets 0 to"));
    }

    @Test
    void aDamagedIndex_isReported() {
        Segments segments = written(0, 3);
        Segment only = segments.all().getFirst();
        flip(only.position() + only.lengthBytes() + 3);
        SegmentStore fresh = new SegmentStore(blobs, SMALL);

        CorruptDataException corrupt =
                assertThrows(CorruptDataException.class, () -> fresh.read(segments, 0, 1, true));

        assertTrue(corrupt.toString().contains("expected checksum"), corrupt::toString);
    }

    @Test
    void aSegmentInTheWrongPlace_isReported() {
        Segments segments = written(0, 3);
        Segment only = segments.all().getFirst();
        Segment elsewhere =
                new Segment(1, only.position(), only.lengthBytes(), only.indexEntries(), 2, 5, 3);

        assertThrows(
                CorruptDataException.class,
                () -> store.read(new Segments(SHARD, List.of(elsewhere)), 2, 1, true));
    }

    @Test
    void anObjectThatIsCutShort_isReported() {
        Segments segments = written(0, 3);
        ByteBuffer content = blobs.get(FIRST_OBJECT, 0, 100).orElseThrow();
        blobs.delete(FIRST_OBJECT);
        blobs.putIfAbsent(FIRST_OBJECT, content);
        SegmentStore fresh = new SegmentStore(blobs, SMALL);

        assertThrows(CorruptDataException.class, () -> fresh.read(segments, 0, 1, true));
        assertThrows(
                CorruptDataException.class, () -> fresh.batches(SHARD, segments.all().getFirst()));
    }

    @Test
    void anObjectThatIsGone_isSaidToBe() {
        Segments segments = written(0, 3);
        store.delete(SHARD, 1);

        assertThrows(SegmentGoneException.class, () -> store.read(segments, 0, 1, true));
        assertThrows(
                SegmentGoneException.class, () -> store.batches(SHARD, segments.all().getFirst()));
    }

    @Test
    void anObjectThatIsThereAlready_isNotWrittenOver() {
        written(0, 3);

        assertThrows(StorageException.class, () -> written(0, 3));
    }

    @Test
    void whatIsNoBatch_isNotWritten() {
        SegmentWriter writer = store.writer(SHARD, 1);
        writer.begin(TOPIC_ID, 0, 0);
        ByteBuffer shortened = SettledBatches.batch(0).slice(0, BATCH_BYTES - 1);
        writer.add(SettledBatches.batch(1));

        assertThrows(IllegalStateException.class, () -> writer.add(shortened));
        assertThrows(IllegalStateException.class, () -> writer.add(ByteBuffer.allocate(70)));
        assertThrows(IllegalStateException.class, () -> writer.add(SettledBatches.batch(0)));
    }

    @Test
    void noMoreIndexesThanTheBound_areKept() {
        SegmentStore tiny = new SegmentStore(blobs, new SegmentSizes(64, 16, 32));
        Segments segments = written(tiny, 0, SegmentStore.INDEXES_MAX + 10);

        for (int round = 0; round < 2; round++) {
            assertEquals(
                    2L * (SegmentStore.INDEXES_MAX + 10),
                    SettledBatches.offsets(tiny.read(segments, 0, 1 << 30, false)).size());
        }
    }

    @Test
    void segmentsThatOverlap_areABug() {
        Segment first = new Segment(1, 16, 100, 1, 0, 9, 0);
        Segment second = new Segment(1, 200, 100, 1, 9, 12, 0);

        assertThrows(
                IllegalStateException.class, () -> new Segments(SHARD, List.of(first, second)));
    }

    @Test
    void bytesFromAnOffset_areCountedByTheShareOfItsSegment() {
        Segments segments =
                new Segments(
                        SHARD,
                        List.of(
                                new Segment(1, 16, 100, 1, 0, 9, 0),
                                new Segment(1, 200, 50, 1, 10, 12, 0)));

        assertEquals(150, segments.bytesFrom(0, 1_000));
        assertEquals(60, segments.bytesFrom(9, 1_000));
        assertEquals(50, segments.bytesFrom(10, 1_000));
        assertEquals(0, segments.bytesFrom(13, 1_000));
        assertEquals(100, segments.bytesFrom(0, 70));
    }

    @Test
    void sizesThatContradictEachOther_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SegmentSizes(100, 0, 10));
        assertThrows(IllegalArgumentException.class, () -> new SegmentSizes(100, 1, -1));
        assertThrows(IllegalArgumentException.class, () -> new SegmentSizes(100, 1, 51));
    }

    private void flip(int position) {
        ByteBuffer object = blobs.get(FIRST_OBJECT, 0, 1 << 20).orElseThrow();
        ByteBuffer damaged = ByteBuffer.allocate(object.remaining()).put(object).flip();
        damaged.put(position, (byte) (damaged.get(position) ^ 1));
        blobs.delete(FIRST_OBJECT);
        blobs.putIfAbsent(FIRST_OBJECT, damaged);
    }

    private Segments written(int from, int to) {
        return written(store, from, to);
    }

    private static Segments written(SegmentStore into, int from, int to) {
        SegmentWriter writer = into.writer(SHARD, 1);
        writer.begin(TOPIC_ID, 0, 0);
        for (int i = from; i < to; i++) {
            writer.add(SettledBatches.batch(i));
        }
        List<Segment> segments = writer.end();
        writer.finish();
        return new Segments(SHARD, segments);
    }
}
