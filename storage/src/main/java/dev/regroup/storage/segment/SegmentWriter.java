package dev.regroup.storage.segment;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/// Writes segments of one shard into objects, each durable before the next is begun.
///
/// For each partition: [#begin], [#add] of its batches in order, [#end]; after the last, [#finish].
/// Only then is all of it durable. For one thread.
public final class SegmentWriter {
    static final int HEADER_BYTES = 16;

    static final long MAGIC = 0x52_47_52_50_53_45_47_4dL; // "RGRPSEGM"
    static final int FORMAT_VERSION = 1;

    private final SegmentStore store;
    private final SegmentSizes sizes;
    private final int shard;
    private final Map<Long, Integer> objectBytes = new LinkedHashMap<>();
    private final List<Segment> ended = new ArrayList<>();
    private final Blocks blocks = new Blocks();
    private long object;
    private ByteBuffer buffer;
    private Uuid topicId = Uuid.ZERO_UUID;
    private int partition;
    private int segmentStart;
    private long baseOffset;
    private long lastOffset;

    /// The index of the segment that is being written.
    private final class Blocks {
        private record Block(long baseOffset, int position, long maxTimestampMs) {}

        private final List<Block> all = new ArrayList<>();

        void add(BatchSpan batch, int position) {
            Block last = all.isEmpty() ? null : all.getLast();
            if (last == null || position - last.position >= sizes.blockBytes()) {
                all.add(new Block(batch.baseOffset(), position, batch.maxTimestampMs()));
            } else if (batch.maxTimestampMs() > last.maxTimestampMs) {
                all.removeLast();
                all.add(new Block(last.baseOffset, last.position, batch.maxTimestampMs()));
            }
        }

        int sizeBytes() {
            return SegmentIndex.sizeBytes(all.size() + 1);
        }

        long maxTimestampMs() {
            return all.stream().mapToLong(Block::maxTimestampMs).max().orElseThrow();
        }

        void write(ByteBuffer out) {
            all.forEach(block ->
                    SegmentIndex.writeEntry(
                            out, block.baseOffset, block.position, block.maxTimestampMs));
        }
    }

    /// @param nextObject the number of the first object to be written; none above it exists
    SegmentWriter(SegmentStore store, SegmentSizes sizes, int shard, long nextObject) {
        this.store = store;
        this.sizes = sizes;
        this.shard = shard;
        this.object = nextObject;
        this.buffer = store.buffer(sizes.objectBytes());
        startObject();
    }

    private void startObject() {
        buffer.clear().putLong(MAGIC).putInt(FORMAT_VERSION).putInt(shard);
    }

    /// The next batches are those of a partition.
    ///
    /// @param bytes how many there will be; many are not put together with another partition's
    public void begin(Uuid ofTopic, int ofPartition, long bytes) {
        if (bytes >= sizes.objectBytes() / 2) {
            putObject();
        }
        topicId = ofTopic;
        partition = ofPartition;
        segmentStart = buffer.position();
    }

    /// Adds one whole batch, whose offsets follow those of the one before.
    public void add(ByteBuffer batch) {
        BatchSpan span =
                BatchSpan.of(batch)
                        .filter(found -> found.sizeBytes() == batch.remaining())
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "%s-%d: %d bytes that are no batch"
                                                .formatted(topicId, partition, batch.remaining())));
        makeRoom(batch.remaining());
        int position = buffer.position() - segmentStart;
        if (position == 0) {
            baseOffset = span.baseOffset();
        } else if (span.baseOffset() <= lastOffset) {
            throw new IllegalStateException(
                    "%s-%d: offset %d after %d"
                            .formatted(topicId, partition, span.baseOffset(), lastOffset));
        }
        blocks.add(span, position);
        lastOffset = span.lastOffset();
        buffer.put(batch.duplicate());
    }

    private void makeRoom(int batchBytes) {
        int wanted = batchBytes + blocks.sizeBytes();
        if (buffer.position() + wanted > sizes.objectBytes() && buffer.position() > HEADER_BYTES) {
            endSegment();
            putObject();
            segmentStart = buffer.position();
        }
        int needed = buffer.position() + batchBytes + blocks.sizeBytes();
        if (needed > buffer.capacity()) {
            buffer = ByteBuffer.allocate(needed).put(buffer.flip());
        }
    }

    /// The partition's batches are complete; returns its new segments.
    public List<Segment> end() {
        endSegment();
        List<Segment> segments = List.copyOf(ended);
        ended.clear();
        return segments;
    }

    private void endSegment() {
        int lengthBytes = buffer.position() - segmentStart;
        if (lengthBytes == 0) {
            return;
        }
        Segment segment =
                new Segment(
                        object,
                        segmentStart,
                        lengthBytes,
                        blocks.all.size(),
                        baseOffset,
                        lastOffset,
                        blocks.maxTimestampMs());
        blocks.write(buffer);
        SegmentIndex.writeTrailer(buffer, segment, topicId, partition);
        blocks.all.clear();
        ended.add(segment);
    }

    private void putObject() {
        if (buffer.position() == HEADER_BYTES) {
            return;
        }
        int bytes = buffer.position();
        store.put(shard, object, buffer.flip());
        objectBytes.put(object, bytes);
        object++;
        buffer = store.buffer(sizes.objectBytes());
        startObject();
    }

    /// Writes what is left; everything is durable.
    public void finish() {
        putObject();
    }

    /// The number of the next object.
    public long nextObject() {
        return object;
    }

    /// The objects written, by number, and their lengths.
    public Map<Long, Integer> objectBytes() {
        return objectBytes;
    }
}
