package dev.regroup.storage.settle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.compact.Compactor;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.ExtentReader;
import dev.regroup.storage.memory.MemoryBlobStore;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.segment.SegmentSizes;
import dev.regroup.storage.segment.SegmentStore;
import dev.regroup.storage.segment.Segments;
import dev.regroup.storage.segment.SettledBatches;
import dev.regroup.storage.settle.Settlement.Target;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class SettlementTest {
    private static final int SHARD = 2;
    private static final Uuid TOPIC_ID = new Uuid(4, 5);
    private static final SegmentSizes SMALL = new SegmentSizes(4_096, 256, 1_024);

    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final SegmentStore store = new SegmentStore(blobs, SMALL);
    private final Map<Integer, Segments> settled = new HashMap<>();
    private final Map<Integer, Integer> ends = new HashMap<>();
    private final Map<Integer, Long> starts = new HashMap<>();
    private ObjectTable objects = ObjectTable.NONE;

    /// A log in which each batch lies at the position of its number, every other one resident.
    private static class Log implements ExtentReader {
        @Override
        public Pin pin() {
            return () -> {};
        }

        @Override
        public Optional<ByteBuffer> resident(Extent extent) {
            return extent.positionBytes() % 2 == 0
                    ? Optional.of(SettledBatches.batch((int) extent.positionBytes()))
                    : Optional.empty();
        }

        @Override
        public ByteBuffer read(Extent extent) {
            return SettledBatches.batch((int) extent.positionBytes());
        }
    }

    @Test
    void newBatches_becomeReadableInSegments() {
        settle(Map.of(0, 3, 1, 40));
        settle(Map.of(0, 5));

        assertReadable(0);
        assertReadable(1);
        assertEquals(8, end(0));
    }

    @Test
    void fewNewBatches_takeTheLastSegmentsAlong_soThatThereAreFew() {
        for (int round = 0; round < 64; round++) {
            settle(Map.of(0, 1, 1, 1));
        }

        assertReadable(0);
        assertReadable(1);
        assertTrue(segments(0).all().size() < 16, segments(0).all()::toString);
        assertTrue(store.objects(SHARD).size() < 16, store.objects(SHARD)::toString);
    }

    @Test
    void manyNewBatches_leaveTheSegmentsBeforeThemAlone() {
        settle(Map.of(0, 10));
        List<?> before = segments(0).all();

        settle(Map.of(0, 20));

        assertEquals(before, segments(0).all().subList(0, before.size()));
    }

    @Test
    void aPartitionThatIsGone_givesItsSpaceBack() {
        settle(Map.of(0, 1, 1, 40));
        settled.remove(1);
        ends.remove(1);

        settle(Map.of(0, 1));

        assertReadable(0);
        long bytes = objects.bytes().values().stream().mapToLong(Integer::longValue).sum();
        assertTrue(bytes < 1_000, objects::toString);
        assertEquals(List.copyOf(objects.bytes().keySet()), store.objects(SHARD));
    }

    @Test
    void whatLiesBelowTheStart_isNotKept() {
        settle(Map.of(0, 60));
        starts.put(0, 101L);

        settle(Map.of(1, 1));

        assertTrue(segments(0).all().getFirst().baseOffset() > 40);
        assertEquals(
                LongStream.range(100, 120).boxed().toList(),
                SettledBatches.offsets(store.read(segments(0), 101, 1 << 20, false)));
    }

    @Test
    void whatWasDeletedBeforeItSettled_isNotWritten() {
        Outcome outcome =
                new Outcome(
                        new Settlement(store, new Log(), SHARD, objects, compactor())
                                .run(List.of(target(0, 0, 0)), 0));

        assertEquals(List.of(), outcome.segments(0).all());
        assertEquals(List.of(), store.objects(SHARD));
    }

    private record Outcome(Settlement.Outcome of) {
        Segments segments(int partition) {
            return of.of(new PartitionKey(TOPIC_ID, partition));
        }
    }

    @Test
    void aDamagedSegment_staysWhereItIs_andTheOthersGoOn() {
        settle(Map.of(0, 1, 1, 1));
        String key = "2/%016x".formatted(1);
        ByteBuffer object = blobs.get(key, 0, 1 << 20).orElseThrow();
        ByteBuffer damaged = ByteBuffer.allocate(object.remaining()).put(object).flip();
        damaged.put(32, (byte) 0);
        blobs.delete(key);
        blobs.putIfAbsent(key, damaged);

        settle(Map.of(0, 2, 1, 2));

        assertEquals(1, segments(0).all().getFirst().object());
        assertEquals(
                List.of(2L, 3L, 4L, 5L),
                SettledBatches.offsets(store.read(segments(0), 2, 1 << 20, false)));
        assertReadable(1);
    }

    @Test
    void aSettlementThatFails_canBeDiscarded() {
        Settlement settlement =
                new Settlement(
                        store,
                        new Log() {
                            @Override
                            public ByteBuffer read(Extent extent) {
                                if (extent.positionBytes() > 60) {
                                    throw new StorageException("unreadable");
                                }
                                return super.read(extent);
                            }
                        },
                        SHARD,
                        objects,
                        compactor());

        assertThrows(StorageException.class, () -> settlement.run(List.of(target(0, 0, 80)), 0));
        assertFalse(store.objects(SHARD).isEmpty());
        settlement.discard();

        assertEquals(List.of(), store.objects(SHARD));
        assertTrue(settlement.nextObject() > 1);
    }

    @Test
    void objectsThatNothingRefersTo_areRemoved_andTheirNumbersNotUsedAgain() {
        settle(Map.of(0, 40));
        ObjectTable known = objects;
        ends.put(0, 40);
        settle(Map.of(1, 40));

        ObjectTable after = Settlement.removeOthers(store, SHARD, known);

        assertEquals(known.bytes(), after.bytes());
        assertEquals(List.copyOf(known.bytes().keySet()), store.objects(SHARD));
        assertTrue(after.next() >= objects.next());
    }

    @Test
    void whatWasNotSettled_isABug() {
        Outcome outcome =
                new Outcome(
                        new Settlement(store, new Log(), SHARD, objects, compactor())
                                .run(List.of(target(0, 0, 1)), 0));

        assertThrows(IllegalStateException.class, () -> outcome.segments(7));
    }

    /// @param batches how many new ones each partition has
    private void settle(Map<Integer, Integer> batches) {
        List<Target> targets = new ArrayList<>();
        batches.keySet().forEach(partition -> ends.putIfAbsent(partition, 0));
        for (int partition : ends.keySet()) {
            int end = end(partition);
            targets.add(target(partition, end, end + batches.getOrDefault(partition, 0)));
        }
        Settlement.Outcome outcome =
                new Settlement(store, new Log(), SHARD, objects, compactor()).run(targets, 0);
        outcome.segments().forEach((key, segments) -> settled.put(key.partition(), segments));
        batches.forEach((partition, count) -> ends.merge(partition, count, Integer::sum));
        objects = outcome.objects();
        outcome.unused().forEach(object -> store.delete(SHARD, object));
    }

    private Target target(int partition, int from, int to) {
        int bytes = SettledBatches.batch(0).remaining();
        return new Target(
                new PartitionKey(TOPIC_ID, partition),
                starts.getOrDefault(partition, 0L),
                segments(partition),
                IntStream.range(from, to).mapToObj(i -> new Extent(1, i, bytes)).toList(),
                Optional.empty());
    }

    private Compactor compactor() {
        return new Compactor(store, () -> 1 << 20, Compactor.Pace.UNBOUNDED);
    }

    private Segments segments(int partition) {
        return settled.getOrDefault(partition, new Segments(SHARD, List.of()));
    }

    private int end(int partition) {
        return ends.getOrDefault(partition, 0);
    }

    private void assertReadable(int partition) {
        assertEquals(
                LongStream.range(0, 2L * end(partition)).boxed().toList(),
                SettledBatches.offsets(store.read(segments(partition), 0, 1 << 20, false)));
    }
}
