package dev.regroup.storage.settle;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.compact.CompactionRule;
import dev.regroup.storage.compact.Compactor;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.ExtentReader;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.segment.Segment;
import dev.regroup.storage.segment.SegmentGoneException;
import dev.regroup.storage.segment.SegmentStore;
import dev.regroup.storage.segment.SegmentWriter;
import dev.regroup.storage.segment.Segments;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One settling of one shard. Blocks; for a background thread.
///
/// - New batches of a partition become a segment. If they are few, they take the partition's last
///   segments along as long as those are no larger: so a partition with a record an hour has a few
///   segments that double in size, each of its bytes is written again only as often as they have
///   doubled, and all such partitions share objects and their forces.
/// - Segments in objects of which less than half is in use are written anew, a bounded number of
///   bytes each time: so less than about half of the space is ever lost to what is gone.
public final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    /// Each time, at most so much is moved out of objects that are mostly unused.
    private static final long MOVED_BYTES_MAX = 32 << 20;

    private final SegmentStore store;
    private final ExtentReader journal;
    private final int shard;
    private final ObjectTable before;
    private final Compactor compactor;
    private final SegmentWriter writer;

    /// A partition to be settled.
    ///
    /// @param keepFrom the first offset that need be kept
    /// @param segments where its earlier batches lie
    /// @param fresh those that follow, in order
    /// @param compaction how it is compacted, if it is
    public record Target(
            PartitionKey key,
            long keepFrom,
            Segments segments,
            List<Extent> fresh,
            Optional<CompactionRule> compaction) {
        public Target {
            fresh = List.copyOf(fresh);
        }
    }

    /// What came of it, all durable.
    ///
    /// @param segments of each partition
    /// @param objects those in use now
    /// @param unused objects that none of the segments is in
    public record Outcome(
            Map<PartitionKey, Segments> segments, ObjectTable objects, List<Long> unused) {
        public Outcome {
            segments = Map.copyOf(segments);
            unused = List.copyOf(unused);
        }

        public Segments of(PartitionKey key) {
            Segments found = segments.get(key);
            if (found == null) {
                throw new IllegalStateException("%s has not been settled".formatted(key));
            }
            return found;
        }
    }

    /// @param before the shard's objects
    public Settlement(
            SegmentStore store,
            ExtentReader journal,
            int shard,
            ObjectTable before,
            Compactor compactor) {
        this.compactor = compactor;
        this.store = store;
        this.journal = journal;
        this.shard = shard;
        this.before = before;
        this.writer = store.writer(shard, before.next());
    }

    /// @param targets all partitions of the shard
    /// @param nowMs the time by which records are old
    public Outcome run(List<Target> targets, long nowMs) {
        Set<Long> sparse = sparse(targets);
        Map<PartitionKey, Segments> settled = new LinkedHashMap<>();
        for (Target target : targets) {
            settled.put(target.key, settle(target, sparse, nowMs));
        }
        writer.finish();
        return outcome(settled);
    }

    /// The number that the next object may have, also if [#run] failed.
    public long nextObject() {
        return writer.nextObject() + 1;
    }

    /// After [#run] has failed: removes what it has written, as far as that is possible.
    public void discard() {
        try {
            writer.objectBytes().keySet().forEach(object -> store.delete(shard, object));
        } catch (StorageException e) {
            LOG.atDebug().addKeyValue("shard", shard).setCause(e).log("Objects are left behind");
        }
    }

    private Outcome outcome(Map<PartitionKey, Segments> settled) {
        SortedMap<Long, Integer> objects = new TreeMap<>(before.bytes());
        objects.putAll(writer.objectBytes());
        Set<Long> used = new HashSet<>();
        settled.values().forEach(of -> of.all().forEach(segment -> used.add(segment.object())));
        List<Long> unused = objects.keySet().stream().filter(o -> !used.contains(o)).toList();
        objects.keySet().retainAll(used);
        return new Outcome(settled, new ObjectTable(writer.nextObject(), objects), unused);
    }

    /// Objects to be emptied: less than half of them is in use.
    private Set<Long> sparse(List<Target> targets) {
        Map<Long, Long> usedBytes = new HashMap<>();
        for (Target target : targets) {
            for (Segment segment : target.segments.from(target.keepFrom)) {
                usedBytes.merge(segment.object(), (long) segment.sizeBytes(), Long::sum);
            }
        }
        Set<Long> sparse = new HashSet<>();
        long left = MOVED_BYTES_MAX;
        for (Map.Entry<Long, Integer> object : before.bytes().entrySet()) {
            long used = usedBytes.getOrDefault(object.getKey(), 0L);
            if (used > 0 && used * 2 < object.getValue() && used <= left) {
                sparse.add(object.getKey());
                left -= used;
            }
        }
        return sparse;
    }

    private Segments settle(Target target, Set<Long> sparse, long nowMs) {
        List<Segment> kept = new ArrayList<>(target.segments.from(target.keepFrom));
        long endOffset = kept.isEmpty() ? 0 : kept.getLast().lastOffset() + 1;
        List<ByteBuffer> tail = takeTail(kept, target.fresh);
        Segments old = new Segments(shard, kept, target.segments.compactedTo());
        if (target.compaction.isPresent()) {
            old =
                    compactor.compact(
                            new Compactor.Work(
                                    target.key,
                                    old,
                                    target.compaction.get(),
                                    target.fresh.isEmpty() ? endOffset : Long.MAX_VALUE),
                            nowMs,
                            writer);
        }
        List<Segment> settled = new ArrayList<>();
        for (Segment segment : old.all()) {
            Optional<List<ByteBuffer>> moved =
                    sparse.contains(segment.object()) ? batches(segment) : Optional.empty();
            if (moved.isPresent()) {
                begin(target, segment.lengthBytes());
                moved.get().forEach(writer::add);
                settled.addAll(writer.end());
            } else {
                settled.add(segment);
            }
        }
        begin(target, bytes(tail) + bytesOf(target.fresh));
        tail.forEach(writer::add);
        target.fresh.forEach(extent -> writer.add(read(extent)));
        settled.addAll(writer.end());
        return new Segments(shard, settled, old.compactedTo());
    }

    /// Removes the last segments from `kept` that are written again with what is new.
    private List<ByteBuffer> takeTail(List<Segment> kept, List<Extent> fresh) {
        List<ByteBuffer> tail = new ArrayList<>();
        long bytes = bytesOf(fresh);
        while (bytes > 0 && bytes < store.sizes().mergeBytes() && !kept.isEmpty()) {
            Segment last = kept.getLast();
            Optional<List<ByteBuffer>> batches =
                    last.lengthBytes() <= bytes ? batches(last) : Optional.empty();
            if (batches.isEmpty()) {
                break;
            }
            kept.removeLast();
            tail.addAll(0, batches.get());
            bytes += last.lengthBytes();
        }
        return tail;
    }

    /// The segment's batches, unless it is damaged: then it stays as it is, so that no other
    /// partition suffers and its readers are told.
    private Optional<List<ByteBuffer>> batches(Segment segment) {
        try {
            return Optional.of(store.batches(shard, segment));
        } catch (CorruptDataException | SegmentGoneException e) {
            LOG.atError()
                    .addKeyValue("shard", shard)
                    .setCause(e)
                    .log("A segment is damaged and stays where it is");
            return Optional.empty();
        }
    }

    private void begin(Target target, long bytes) {
        writer.begin(target.key.topicId(), target.key.partition(), bytes);
    }

    private ByteBuffer read(Extent extent) {
        return journal.resident(extent).orElseGet(() -> journal.read(extent));
    }

    private static long bytesOf(List<Extent> extents) {
        return extents.stream().mapToLong(Extent::lengthBytes).sum();
    }

    private static long bytes(List<ByteBuffer> batches) {
        return batches.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    /// Deletes a shard's objects that are not in `used`, as a crash may have left them behind;
    /// returns the table with numbers that none of them had.
    public static ObjectTable removeOthers(SegmentStore store, int shard, ObjectTable used) {
        long highest = 0;
        for (long object : store.objects(shard)) {
            highest = Math.max(highest, object);
            if (!used.bytes().containsKey(object)) {
                store.delete(shard, object);
            }
        }
        return used.after(highest);
    }
}
