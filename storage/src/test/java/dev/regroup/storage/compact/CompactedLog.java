package dev.regroup.storage.compact;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.ExtentReader;
import dev.regroup.storage.memory.MemoryBlobStore;
import dev.regroup.storage.partition.BatchHeader;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.segment.Segment;
import dev.regroup.storage.segment.SegmentSizes;
import dev.regroup.storage.segment.SegmentStore;
import dev.regroup.storage.segment.Segments;
import dev.regroup.storage.settle.ObjectTable;
import dev.regroup.storage.settle.Settlement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/// One compacted partition that is settled over and over, in virtual time.
final class CompactedLog {
    private static final int SHARD = 0;
    private static final PartitionKey KEY = new PartitionKey(new Uuid(4, 5), 3);

    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final SegmentStore store = new SegmentStore(blobs, new SegmentSizes(4_096, 256, 512));
    private final Compactor compactor;
    private final CompactionRule rule;
    private final Fresh fresh = new Fresh();
    private Segments segments = new Segments(SHARD, List.of());
    private ObjectTable objects = ObjectTable.NONE;
    private long endOffset;

    /// A record of the log.
    ///
    /// @param value null for a tombstone
    record Found(long offset, long timestampMs, @Nullable String key, @Nullable String value) {}

    CompactedLog(CompactionRule rule, LongSupplier keyBytesMax, Compactor.Pace pace) {
        this.rule = rule;
        this.compactor = new Compactor(store, keyBytesMax, pace);
    }

    /// Batches that have not been settled.
    private static final class Fresh implements ExtentReader {
        private final List<ByteBuffer> batches = new ArrayList<>();

        List<Extent> extents() {
            List<Extent> extents = new ArrayList<>();
            for (ByteBuffer batch : batches) {
                extents.add(new Extent(1, extents.size(), batch.remaining()));
            }
            return extents;
        }

        @Override
        public Pin pin() {
            return () -> {};
        }

        @Override
        public Optional<ByteBuffer> resident(Extent extent) {
            return Optional.empty();
        }

        @Override
        public ByteBuffer read(Extent extent) {
            return batches.get((int) extent.positionBytes()).duplicate();
        }
    }

    static SimpleRecord record(long timestampMs, @Nullable String key, @Nullable String value) {
        return new SimpleRecord(timestampMs, bytes(key), bytes(value));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }

    void append(Compression compression, SimpleRecord... records) {
        ByteBuffer batch = MemoryRecords.withRecords(compression, records).buffer();
        BatchHeader.assign(batch, endOffset, 1);
        fresh.batches.add(batch);
        endOffset += records.length;
    }

    long endOffset() {
        return endOffset;
    }

    long compactedTo() {
        return segments.compactedTo();
    }

    List<Segment> segments() {
        return segments.all();
    }

    SegmentStore store() {
        return store;
    }

    MemoryBlobStore blobs() {
        return blobs;
    }

    void settle(long nowMs) {
        Settlement.Outcome outcome = run(nowMs);
        compactor.succeeded();
        fresh.batches.clear();
        segments = outcome.of(KEY);
        objects = outcome.objects();
        outcome.unused().forEach(object -> store.delete(SHARD, object));
    }

    private Settlement.Outcome run(long nowMs) {
        return new Settlement(store, fresh, SHARD, objects, compactor)
                .run(
                        List.of(
                                new Settlement.Target(
                                        KEY, 0, segments, fresh.extents(), Optional.of(rule))),
                        nowMs);
    }

    /// Settles, and fails at the end: nothing of it counts.
    void settleInVain(long nowMs) {
        Settlement.Outcome outcome = run(nowMs);
        compactor.failed();
        objects = new ObjectTable(outcome.objects().next(), objects.bytes());
    }

    /// What a consumer gets that starts at `offset` and asks again behind each answer.
    List<Found> read(long offset) {
        List<Found> found = new ArrayList<>();
        long next = offset;
        while (next < endOffset) {
            List<ByteBuffer> answer = store.read(segments, next, 700, true);
            if (answer.isEmpty()) {
                throw new AssertionError("nothing at %d of %d".formatted(next, endOffset));
            }
            for (ByteBuffer slice : answer) {
                for (RecordBatch batch : MemoryRecords.readableRecords(slice).batches()) {
                    batch.ensureValid();
                    for (Record each : batch) {
                        if (each.offset() >= next) {
                            found.add(found(each));
                        }
                    }
                    next = batch.lastOffset() + 1;
                }
            }
        }
        return found;
    }

    private static Found found(Record each) {
        return new Found(
                each.offset(),
                each.timestamp(),
                each.hasKey() ? UTF_8.decode(each.key()).toString() : null,
                each.hasValue() ? UTF_8.decode(each.value()).toString() : null);
    }
}
