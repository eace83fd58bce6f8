package dev.regroup.storage.segment;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.blob.BlobStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The segments of all shards: objects `<shard>/<number, 16 hex>` of a blob store. All methods
/// block; those that read may be called by many threads.
///
/// At most [#INDEXES_MAX] sparse indexes are kept in memory, 5 KiB each with the default sizes; no
/// file stays open.
public final class SegmentStore {
    static final int INDEXES_MAX = 1_024;

    private final BlobStore blobs;
    private final SegmentSizes sizes;
    private final ReentrantLock caching = new ReentrantLock();
    private final LinkedHashMap<Place, SegmentIndex> indexes = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable ByteBuffer buffer;

    private record Place(int shard, long object, int position) {}

    public SegmentStore(BlobStore blobs, SegmentSizes sizes) {
        this.blobs = blobs;
        this.sizes = sizes;
    }

    public SegmentSizes sizes() {
        return sizes;
    }

    // ---- writing: one thread at a time ----

    /// Begins to write segments of a shard. One writer at a time.
    public SegmentWriter writer(int shard, long nextObject) {
        return new SegmentWriter(this, sizes, shard, nextObject);
    }

    /// The writer's buffer, kept from one to the next.
    ByteBuffer buffer(int bytes) {
        ByteBuffer kept = buffer;
        if (kept == null) {
            kept = ByteBuffer.allocateDirect(bytes);
            buffer = kept;
        }
        return kept.clear();
    }

    void put(int shard, long object, ByteBuffer content) {
        if (!blobs.putIfAbsent(key(shard, object), content)) {
            throw new StorageException(
                    "segment object %s is there already".formatted(key(shard, object)));
        }
    }

    public void delete(int shard, long object) {
        blobs.delete(key(shard, object));
    }

    /// The numbers of a shard's objects, in ascending order.
    public List<Long> objects(int shard) {
        String prefix = shard + "/";
        return blobs.list(prefix).stream()
                .map(key -> Long.parseUnsignedLong(key.substring(prefix.length()), 16))
                .toList();
    }

    // ---- reading ----

    /// Whole batches from the one that holds `offset` on, in as many slices as there are segments
    /// with a part in it, together at most `bytesMax` bytes.
    ///
    /// @param firstAnyway whether a first batch larger than that is read all the same
    /// @throws CorruptDataException if the first of them is damaged; those before a later one are
    ///   read
    /// @throws SegmentGoneException if the reader's view has been overtaken
    public List<ByteBuffer> read(
            Segments segments, long offset, long bytesMax, boolean firstAnyway) {
        List<ByteBuffer> slices = new ArrayList<>();
        long left = bytesMax;
        for (Segment segment : segments.from(offset)) {
            boolean isFirst = slices.isEmpty();
            Part part;
            try {
                part = read(segments.shard(), segment, offset, left, firstAnyway && isFirst);
            } catch (CorruptDataException e) {
                if (isFirst) {
                    throw e;
                }
                // What is before the damage is there. Who asks for the next one is told.
                break;
            }
            if (part.bytes.hasRemaining()) {
                slices.add(part.bytes);
                left -= part.bytes.remaining();
            }
            if (!part.toTheEnd || left <= 0) {
                break;
            }
        }
        return slices;
    }

    /// The last offset of whole batches.
    public static long lastOffset(ByteBuffer batches) {
        ByteBuffer rest = batches.duplicate();
        long last = -1;
        while (rest.hasRemaining()) {
            BatchSpan span = BatchSpan.of(rest).orElseThrow();
            last = span.lastOffset();
            rest.position(rest.position() + span.sizeBytes());
        }
        return last;
    }

    private record Part(ByteBuffer bytes, boolean toTheEnd) {}

    private Part read(int shard, Segment segment, long offset, long bytesMax, boolean anyway) {
        SegmentIndex index = index(shard, segment);
        SegmentWindow window = new SegmentWindow(blobs, key(shard, segment.object()), segment);
        int start = index.position(index.blockOf(offset));
        window.load(start, sizes.blockBytes() + bytesMax);
        BatchSpan span = window.span(start);
        while (span.lastOffset() < offset) {
            start += span.sizeBytes();
            span = window.span(start);
        }
        int end = start;
        while (end < segment.lengthBytes()) {
            boolean first = end == start;
            try {
                span = window.span(end);
                if (end - start + span.sizeBytes() > bytesMax && !(first && anyway)) {
                    break;
                }
                ByteBuffer checked = window.checked(end, span.sizeBytes());
                end += checked.remaining();
            } catch (CorruptDataException e) {
                if (first) {
                    throw e;
                }
                // As above.
                break;
            }
        }
        return new Part(window.at(start, end - start), end == segment.lengthBytes());
    }

    /// The first batch with a timestamp of at least `timestampMs` among those that hold `offset` or
    /// lie behind it.
    public Optional<ByteBuffer> firstBatchFrom(Segments segments, long offset, long timestampMs) {
        for (Segment segment : segments.from(offset)) {
            if (segment.maxTimestampMs() >= timestampMs) {
                Optional<ByteBuffer> found =
                        firstBatchFrom(segments.shard(), segment, offset, timestampMs);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<ByteBuffer> firstBatchFrom(
            int shard, Segment segment, long offset, long timestampMs) {
        SegmentIndex index = index(shard, segment);
        SegmentWindow window = new SegmentWindow(blobs, key(shard, segment.object()), segment);
        for (int block = index.blockOf(offset); block < index.blocks(); block++) {
            if (index.maxTimestampMs(block) < timestampMs) {
                continue;
            }
            int end = index.position(block + 1);
            window.load(index.position(block), (long) end - index.position(block));
            for (int at = index.position(block); at < end; ) {
                BatchSpan span = window.span(at);
                if (span.lastOffset() >= offset && span.maxTimestampMs() >= timestampMs) {
                    return Optional.of(window.checked(at, span.sizeBytes()));
                }
                at += span.sizeBytes();
            }
        }
        return Optional.empty();
    }

    /// The largest timestamp of the batches that hold `offset` or lie behind it; -1 without any.
    public long maxTimestampMs(Segments segments, long offset) {
        long max = -1;
        for (Segment segment : segments.from(offset)) {
            if (segment.maxTimestampMs() > max) {
                max =
                        segment.baseOffset() >= offset
                                ? segment.maxTimestampMs()
                                : Math.max(max, walk(segments.shard(), segment, offset));
            }
        }
        return max;
    }

    private long walk(int shard, Segment segment, long offset) {
        SegmentIndex index = index(shard, segment);
        SegmentWindow window = new SegmentWindow(blobs, key(shard, segment.object()), segment);
        int at = index.position(index.blockOf(offset));
        window.load(at, sizes.blockBytes());
        long max = -1;
        while (at < segment.lengthBytes()) {
            BatchSpan span = window.span(at);
            if (span.lastOffset() >= offset) {
                max = Math.max(max, span.maxTimestampMs());
            }
            at += span.sizeBytes();
        }
        return max;
    }

    /// All batches of a segment, one by one, each of which passes its own check.
    public List<ByteBuffer> batches(int shard, Segment segment) {
        SegmentWindow window = new SegmentWindow(blobs, key(shard, segment.object()), segment);
        window.load(0, segment.lengthBytes());
        List<ByteBuffer> batches = new ArrayList<>();
        for (int at = 0; at < segment.lengthBytes(); ) {
            BatchSpan span = window.span(at);
            batches.add(window.checked(at, span.sizeBytes()));
            at += span.sizeBytes();
        }
        return batches;
    }

    private SegmentIndex index(int shard, Segment segment) {
        Place place = new Place(shard, segment.object(), segment.position());
        caching.lock();
        try {
            SegmentIndex known = indexes.get(place);
            if (known != null) {
                return known;
            }
        } finally {
            caching.unlock();
        }
        SegmentIndex read = readIndex(shard, segment);
        caching.lock();
        try {
            indexes.put(place, read);
            if (indexes.size() > INDEXES_MAX) {
                Map.Entry<Place, SegmentIndex> oldest = indexes.firstEntry();
                indexes.remove(oldest.getKey());
            }
        } finally {
            caching.unlock();
        }
        return read;
    }

    private SegmentIndex readIndex(int shard, Segment segment) {
        String key = key(shard, segment.object());
        ByteBuffer bytes =
                blobs.get(
                                key,
                                (long) segment.position() + segment.lengthBytes(),
                                SegmentIndex.sizeBytes(segment.indexEntries()))
                        .orElseThrow(() -> new SegmentGoneException(key));
        return SegmentIndex.read(bytes, segment, key);
    }

    private static String key(int shard, long object) {
        return "%d/%016x".formatted(shard, object);
    }
}
