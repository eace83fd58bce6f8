package dev.regroup.storage.compact;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.segment.Segment;
import dev.regroup.storage.segment.SegmentGoneException;
import dev.regroup.storage.segment.SegmentStore;
import dev.regroup.storage.segment.SegmentWriter;
import dev.regroup.storage.segment.Segments;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.CloseableIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compacts settled batches of partitions, as a part of settlings. For one thread.
///
/// A pass over a partition notes the last offset of each key in what has not been compacted, then
/// writes all segments up to there anew without the records that have a later one. Segments in
/// which nothing changes stay. Whenever it ends early, what it has done holds: the rest of the pass
/// is made with a later settling, and only then does what it covered count as compacted.
public final class Compactor {
    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);
    private static final int PASSES_MAX = 1_000;

    private final SegmentStore store;
    private final LongSupplier keyBytesMax;
    private final Pace pace;
    private final Map<PartitionKey, Pass> unfinished = new LinkedHashMap<>();
    private boolean isPaused;

    /// How fast it may go.
    @FunctionalInterface
    public interface Pace {
        /// As fast as it can.
        Pace UNBOUNDED = bytes -> true;

        /// So many bytes have been read. May rest for a while; false if others need the thread now.
        boolean goOn(long bytes);
    }

    /// A partition that may be compacted.
    ///
    /// @param segments all of it that can be, in order
    /// @param endOffset behind all batches of the partition that are settled or are about to be
    public record Work(PartitionKey key, Segments segments, CompactionRule rule, long endOffset) {}

    /// A pass that is not complete.
    ///
    /// @param from where what has not been compacted begins
    /// @param to up to which keys are looked at; -1 if that has to be found out
    /// @param next what is below is done
    private record Pass(long from, long to, long next) {}

    /// @param keyBytesMax what the offsets of keys may take while a partition is compacted
    public Compactor(SegmentStore store, LongSupplier keyBytesMax, Pace pace) {
        this.store = store;
        this.keyBytesMax = keyBytesMax;
        this.pace = pace;
    }

    /// What was done for a settling does not count, since that has failed or may have. Passes are
    /// begun anew: one that went on behind what was never replaced would let tombstones go before
    /// the records that they delete. Until [#succeeded] partitions stay as they are: perhaps there
    /// is no space for what compaction writes, and what is new comes first.
    public void failed() {
        unfinished.clear();
        isPaused = true;
    }

    public void succeeded() {
        isPaused = false;
    }

    /// Whether a partition may have to be compacted, as far as that can be told without reading it.
    public static boolean mayBeDue(Segments segments, CompactionRule rule, long nowMs) {
        Share share = Share.of(segments.compactedTo(), eligible(segments, rule, nowMs));
        return share.dirtyBytes > 0
                && (rule.maxLagMs() < Long.MAX_VALUE || share.reaches(rule.minDirtyRatio()));
    }

    private boolean isDue(Segments segments, List<Segment> eligible, Work work, long nowMs) {
        Share share = Share.of(segments.compactedTo(), eligible);
        return share.dirtyBytes > 0
                && (share.reaches(work.rule.minDirtyRatio())
                        || (work.rule.maxLagMs() < Long.MAX_VALUE
                                && firstDirtyMs(segments) <= nowMs - work.rule.maxLagMs()));
    }

    /// How much has not been compacted.
    private record Share(long dirtyBytes, long bytes) {
        static Share of(long compactedTo, List<Segment> segments) {
            long bytes = 0;
            long dirtyBytes = 0;
            for (Segment segment : segments) {
                bytes += segment.lengthBytes();
                dirtyBytes += segment.lastOffset() >= compactedTo ? segment.lengthBytes() : 0;
            }
            return new Share(dirtyBytes, bytes);
        }

        boolean reaches(double ratio) {
            return dirtyBytes >= ratio * bytes;
        }
    }

    /// The time of the first batch that has not been compacted.
    private long firstDirtyMs(Segments segments) {
        try {
            return store.read(segments, segments.compactedTo(), 1, true).stream()
                    .map(bytes -> MemoryRecords.readableRecords(bytes).firstBatch())
                    .mapToLong(RecordBatch::maxTimestamp)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (CorruptDataException | SegmentGoneException e) {
            LOG.atDebug().setCause(e).log("The time of a batch cannot be read");
            return Long.MAX_VALUE;
        }
    }

    /// The segments without those, at the end, that hold a record which is too young.
    private static List<Segment> eligible(Segments segments, CompactionRule rule, long nowMs) {
        List<Segment> all = segments.all();
        int count = 0;
        while (count < all.size()
                && (rule.minLagMs() <= 0
                        || all.get(count).maxTimestampMs() <= nowMs - rule.minLagMs())) {
            count++;
        }
        return all.subList(0, count);
    }

    /// The partition's segments as they are then: all, in order.
    public Segments compact(Work work, long nowMs, SegmentWriter writer) {
        Segments segments = work.segments;
        List<Segment> eligible = eligible(segments, work.rule, nowMs);
        Pass pass = unfinished.remove(work.key);
        if (isPaused
                || eligible.isEmpty()
                || (pass == null && !isDue(segments, eligible, work, nowMs))) {
            return segments;
        }
        if (pass == null) {
            pass = new Pass(segments.compactedTo(), -1, 0);
        }
        KeyOffsets keys = keys(eligible, pass);
        Pass found = note(segments.shard(), eligible, pass, keys);
        Rewriting rewriting = new Rewriting(work, nowMs, writer, keys);
        long next = rewriting.run(eligible, found);
        List<Segment> result = rewriting.result;
        result.addAll(segments.all().subList(eligible.size(), segments.all().size()));
        boolean isDone = next >= found.to;
        if (!isDone) {
            remember(work.key, new Pass(found.from, found.to, next));
        }
        LOG.atDebug()
                .addKeyValue("partition", work.key)
                .addKeyValue("bytesBefore", segments.bytes())
                .addKeyValue("bytesAfter", new Segments(segments.shard(), result).bytes())
                .addKeyValue("upTo", next)
                .log(isDone ? "Partition is compacted" : "Partition is compacted in part");
        return new Segments(
                segments.shard(),
                result,
                isDone ? Math.max(found.to, segments.compactedTo()) : segments.compactedTo());
    }

    private void remember(PartitionKey key, Pass pass) {
        unfinished.put(key, pass);
        if (unfinished.size() > PASSES_MAX) {
            // Deleted since, mostly; else it is begun anew.
            unfinished.remove(unfinished.keySet().iterator().next());
        }
    }

    private KeyOffsets keys(List<Segment> eligible, Pass pass) {
        long offsets = 0;
        for (Segment segment : eligible) {
            if (segment.lastOffset() >= pass.from) {
                offsets += segment.lastOffset() - segment.baseOffset() + 1;
            }
        }
        return new KeyOffsets(keyBytesMax.getAsLong(), offsets);
    }

    /// Notes the keys of what has not been compacted, as far as there is room for them.
    private Pass note(int shard, List<Segment> eligible, Pass pass, KeyOffsets keys) {
        for (Segment segment : eligible) {
            if (segment.lastOffset() < pass.from
                    || (pass.to >= 0 && segment.baseOffset() >= pass.to)) {
                continue;
            }
            Optional<RecordBatch> full =
                    opened(shard, segment, () -> note(shard, segment, pass, keys));
            if (full.isPresent()) {
                // At least one batch is done with, so that a pass always gets somewhere.
                RecordBatch batch = full.get();
                long to = Math.max(batch.baseOffset(), firstBatchEnd(eligible, pass, batch));
                return new Pass(pass.from, to, pass.next);
            }
        }
        long end = eligible.getLast().lastOffset() + 1;
        return new Pass(pass.from, pass.to >= 0 ? Math.min(pass.to, end) : end, pass.next);
    }

    private static long firstBatchEnd(List<Segment> eligible, Pass pass, RecordBatch full) {
        boolean isFirst =
                eligible.stream()
                        .filter(segment -> segment.lastOffset() >= pass.from)
                        .findFirst()
                        .filter(segment -> segment.baseOffset() == full.baseOffset())
                        .isPresent();
        return isFirst ? full.lastOffset() + 1 : 0;
    }

    /// The batch for whose keys there is no room, if there is one.
    private Optional<RecordBatch> note(int shard, Segment segment, Pass pass, KeyOffsets keys) {
        for (ByteBuffer bytes : store.batches(shard, segment)) {
            RecordBatch batch = MemoryRecords.readableRecords(bytes).firstBatch();
            boolean isConcerned =
                    !batch.isControlBatch() && (pass.to < 0 || batch.baseOffset() < pass.to);
            if (isConcerned && !note(batch, keys)) {
                return Optional.of(batch);
            }
        }
        return Optional.empty();
    }

    private static boolean note(RecordBatch batch, KeyOffsets keys) {
        try (BufferSupplier buffers = BufferSupplier.create();
                CloseableIterator<Record> records =
                        batch.streamingIterator(buffers, Survivors.RECORD_BYTES_MAX)) {
            while (records.hasNext()) {
                Record record = records.next();
                if (record.hasKey() && !keys.put(record.key(), record.offset())) {
                    return false;
                }
            }
        }
        return true;
    }

    /// What `reading` makes of a segment, unless the segment is damaged: then it stays as it is,
    /// and its readers are told.
    private static <T> Optional<T> opened(
            int shard, Segment segment, Supplier<Optional<T>> reading) {
        try {
            return reading.get();
        } catch (CorruptDataException
                | SegmentGoneException
                | KafkaException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | BufferUnderflowException e) {
            // The latter are what decompressors say of bytes that are not theirs.
            LOG.atError()
                    .addKeyValue("shard", shard)
                    .addKeyValue("offset", segment.baseOffset())
                    .setCause(e)
                    .log("A segment is damaged and is not compacted");
            return Optional.empty();
        }
    }

    /// The second half of a pass.
    private final class Rewriting {
        private final Work work;
        private final SegmentWriter writer;
        private final Survivors survivors;
        private final List<Segment> result = new ArrayList<>();

        /// What has been written anew and is not yet a segment: small ones become one.
        private final List<ByteBuffer> pending = new ArrayList<>();

        private long pendingBytes;
        private boolean isChanged;

        Rewriting(Work work, long nowMs, SegmentWriter writer, KeyOffsets keys) {
            this.work = work;
            this.writer = writer;
            this.survivors =
                    new Survivors(keys, nowMs, work.rule.deleteRetentionMs(), work.endOffset);
        }

        /// Returns the offset below which all is done.
        long run(List<Segment> eligible, Pass pass) {
            long next = pass.next;
            boolean goesOn = true;
            for (Segment segment : eligible) {
                boolean isConcerned =
                        segment.lastOffset() >= pass.next && segment.baseOffset() < pass.to;
                if (!goesOn || !isConcerned) {
                    keep(segment);
                    continue;
                }
                rewrite(segment);
                next = segment.lastOffset() + 1;
                goesOn = pace.goOn(segment.lengthBytes());
            }
            flush();
            // Behind the last segment that is concerned nothing is left to do.
            return goesOn ? Math.max(next, pass.to) : next;
        }

        private void rewrite(Segment segment) {
            Optional<List<ByteBuffer>> remaining =
                    opened(work.segments.shard(), segment, () -> remaining(segment));
            boolean isSmall = segment.lengthBytes() < store.sizes().mergeBytes();
            if (remaining.isEmpty() || (!isChanged && !(isSmall && !pending.isEmpty()))) {
                keep(segment);
            } else {
                remaining.get().forEach(this::add);
            }
        }

        private Optional<List<ByteBuffer>> remaining(Segment segment) {
            List<ByteBuffer> remaining = new ArrayList<>();
            isChanged = false;
            for (ByteBuffer batch : store.batches(work.segments.shard(), segment)) {
                ByteBuffer left = survivors.of(batch);
                isChanged |= !left.equals(batch);
                if (left.hasRemaining()) {
                    remaining.add(left);
                }
            }
            return Optional.of(remaining);
        }

        private void add(ByteBuffer batch) {
            pending.add(batch);
            pendingBytes += batch.remaining();
            if (pendingBytes >= store.sizes().objectBytes()) {
                flush();
            }
        }

        private void keep(Segment segment) {
            flush();
            result.add(segment);
        }

        private void flush() {
            if (pending.isEmpty()) {
                return;
            }
            writer.begin(work.key.topicId(), work.key.partition(), pendingBytes);
            pending.forEach(writer::add);
            result.addAll(writer.end());
            pending.clear();
            pendingBytes = 0;
        }
    }
}
