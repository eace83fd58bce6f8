package dev.regroup.broker.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regroup.storage.compact.Compactor;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.ExtentReader;
import dev.regroup.storage.memory.MemoryBlobStore;
import dev.regroup.storage.partition.AppendOutcome.Accepted;
import dev.regroup.storage.partition.BatchHeader;
import dev.regroup.storage.partition.Partition;
import dev.regroup.storage.partition.PartitionHandle;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
import dev.regroup.storage.partition.PartitionView.FirstBatch;
import dev.regroup.storage.segment.SegmentGoneException;
import dev.regroup.storage.segment.SegmentSizes;
import dev.regroup.storage.segment.SegmentStore;
import dev.regroup.storage.settle.ObjectTable;
import dev.regroup.storage.settle.Settlement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A partition of which a part has settled is read as one that has not.
class RecordReadsTest {
    private static final int BATCHES = 60;
    private static final PartitionKey KEY = new PartitionKey(new Uuid(1, 2), 0);

    private final List<ByteBuffer> log = new ArrayList<>();
    private final SegmentStore segments =
            new SegmentStore(new MemoryBlobStore(), new SegmentSizes(2_048, 256, 512));
    private final ExecutorService disk = Executors.newSingleThreadExecutor();
    private final RecordReads reads = new RecordReads(new Log(), segments, disk);
    private final Partition partition = new Partition(new PartitionHandle(KEY), 0);

    RecordReadsTest() {
        partition.lead(1);
        for (int i = 0; i < BATCHES; i++) {
            append(i);
        }
        partition.publish();
    }

    @AfterEach
    void stop() {
        disk.shutdown();
    }

    @Test
    void whateverHasSettled_theSameIsRead() throws InterruptedException {
        for (int settled = 0; settled <= BATCHES; settled += 5) {
            settle(settled);
            for (long offset = 0; offset < BATCHES; offset++) {
                assertEquals(
                        LongStream.range(offset, BATCHES).boxed().toList(),
                        offsets(reads.read(view(), offset, 1 << 20, FirstBatch.WITHIN_THE_LIMIT)),
                        "settled up to " + settled);
            }
        }
    }

    @Test
    void theLimit_countsOverBothParts() throws InterruptedException {
        int bytes = log.getFirst().remaining();
        settle(BATCHES / 2);

        for (int batches = 1; batches < 10; batches++) {
            long from = BATCHES / 2 - 3;
            assertEquals(
                    LongStream.range(from, from + batches).boxed().toList(),
                    offsets(
                            reads.read(
                                    view(),
                                    from,
                                    (long) batches * bytes,
                                    FirstBatch.WITHIN_THE_LIMIT)));
        }
        assertEquals(List.of(3L), offsets(reads.read(view(), 3, 1, FirstBatch.WHATEVER_ITS_SIZE)));
        assertEquals(List.of(), reads.read(view(), 3, 1, FirstBatch.WITHIN_THE_LIMIT));
    }

    @Test
    void whateverHasSettled_theSameIsFoundByTime() throws InterruptedException {
        for (int settled = 0; settled <= BATCHES; settled += 10) {
            settle(settled);
            for (int i = 0; i < BATCHES; i++) {
                assertEquals(List.of((long) i), found(reads.firstBatchFrom(view(), i)));
            }
            assertEquals(List.of(), found(reads.firstBatchFrom(view(), BATCHES)));
            assertEquals(List.of(BATCHES - 1L), found(reads.batchOfMaxTimestamp(view())));
        }
    }

    @Test
    void whatWasDeleted_isNotFoundByTime() throws InterruptedException {
        settle(BATCHES);
        partition.startAt(7);
        partition.startDurable(7);
        partition.publish();

        assertEquals(List.of(7L), found(reads.firstBatchFrom(view(), 0)));
    }

    @Test
    void aViewThatHasBeenOvertaken_isSaidToBe() {
        settle(BATCHES);
        PartitionView.Open old = view();
        segments.objects(0).forEach(object -> segments.delete(0, object));

        assertThrows(
                SegmentGoneException.class,
                () -> reads.read(old, 0, 1 << 20, FirstBatch.WITHIN_THE_LIMIT));
    }

    private void append(int number) {
        ByteBuffer body =
                MemoryRecords.withRecords(
                                Compression.NONE, new SimpleRecord(number, "value".getBytes(UTF_8)))
                        .buffer();
        BatchHeader header = BatchHeader.read(body);
        Accepted accepted = assertInstanceOf(Accepted.class, partition.decide(header));
        BatchHeader assigned = partition.append(header, accepted, 0);
        BatchHeader.assign(body, assigned.baseOffset(), assigned.leaderEpoch());
        log.add(body);
        partition.durable(assigned, new Extent(0, number, body.remaining()));
    }

    private void settle(long offset) {
        ObjectTable objects = ObjectTable.NONE.after(segments.objects(0).size());
        Settlement.Outcome outcome =
                new Settlement(
                                segments,
                                new Log(),
                                0,
                                objects,
                                new Compactor(segments, () -> 1 << 20, Compactor.Pace.UNBOUNDED))
                        .run(
                                List.of(
                                        new Settlement.Target(
                                                KEY,
                                                0,
                                                partition.segments(),
                                                partition.unsettled(0, offset),
                                                Optional.empty())),
                                0);
        partition.settled(outcome.of(KEY), offset);
        partition.publish();
    }

    private PartitionView.Open view() {
        return assertInstanceOf(PartitionView.Open.class, partition.handle().view());
    }

    private static List<Long> found(Optional<ByteBuffer> batch) {
        return offsets(batch.stream().toList());
    }

    private static List<Long> offsets(List<ByteBuffer> slices) {
        List<Long> offsets = new ArrayList<>();
        for (ByteBuffer slice : slices) {
            MemoryRecords.readableRecords(slice.slice())
                    .records()
                    .forEach(each -> offsets.add(each.offset()));
        }
        return offsets;
    }

    private final class Log implements ExtentReader {
        @Override
        public Pin pin() {
            return () -> {};
        }

        @Override
        public Optional<ByteBuffer> resident(Extent extent) {
            return extent.positionBytes() % 3 == 0 ? Optional.empty() : Optional.of(read(extent));
        }

        @Override
        public ByteBuffer read(Extent extent) {
            return log.get((int) extent.positionBytes()).duplicate();
        }
    }
}
