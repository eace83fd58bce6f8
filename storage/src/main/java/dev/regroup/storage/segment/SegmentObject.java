package dev.regroup.storage.segment;

import dev.regroup.storage.CorruptDataException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;

/// An object of segments read backwards, from its last trailer, without knowing what a checkpoint
/// says of it: for whoever looks at data from outside.
public final class SegmentObject {
    private static final int CRC_POSITION = 17;
    private static final int CRC_FROM = 21;

    private final String path;
    private final ByteBuffer bytes;
    private final Consumer<CorruptDataException> damage;
    private final List<Found> found = new ArrayList<>();

    /// A segment as its trailer describes it.
    ///
    /// @param batches its bytes, of whole batches if it is not damaged
    public record Found(Uuid topicId, int partition, Segment segment, ByteBuffer batches) {}

    private SegmentObject(String path, ByteBuffer bytes, Consumer<CorruptDataException> damage) {
        this.path = path;
        this.bytes = bytes;
        this.damage = damage;
    }

    /// The segments of an object, in order; of a damaged one those that can be told.
    ///
    /// @param path how the object is called in messages
    /// @param bytes all of the object
    /// @param shard whose object it is
    /// @param number of the object
    /// @param damage told of each
    public static List<Found> read(
            String path,
            ByteBuffer bytes,
            int shard,
            long number,
            Consumer<CorruptDataException> damage) {
        SegmentObject object = new SegmentObject(path, bytes.slice(), damage);
        if (object.hasHeader(shard)) {
            object.readSegments(number);
        }
        return object.found.reversed();
    }

    /// The length of the batch that begins at `at`, or 0 if none does.
    public static int batchBytes(ByteBuffer batches, int at) {
        int left = batches.limit() - at;
        return BatchSpan.of(batches.slice(at, left))
                .map(BatchSpan::sizeBytes)
                .filter(size -> size <= left)
                .orElse(0);
    }

    private boolean hasHeader(int shard) {
        int size = bytes.remaining();
        if (size < SegmentWriter.HEADER_BYTES) {
            report(
                    0,
                    "a header of %d bytes".formatted(SegmentWriter.HEADER_BYTES),
                    size + " bytes");
            return false;
        }
        if (bytes.getLong(0) != SegmentWriter.MAGIC) {
            report(
                    0,
                    "magic %016x".formatted(SegmentWriter.MAGIC),
                    "%016x".formatted(bytes.getLong(0)));
            return false;
        }
        if (bytes.getInt(8) != SegmentWriter.FORMAT_VERSION) {
            report(8, "version " + SegmentWriter.FORMAT_VERSION, "version " + bytes.getInt(8));
            return false;
        }
        if (bytes.getInt(12) != shard) {
            report(12, "shard " + shard, "shard " + bytes.getInt(12));
        }
        return true;
    }

    private void readSegments(long number) {
        int end = bytes.limit();
        while (end > SegmentWriter.HEADER_BYTES) {
            Optional<Segment> segment = trailer(end, number);
            if (segment.isEmpty()) {
                // Where the one before it ends cannot be told.
                return;
            }
            end = segment.get().position();
        }
    }

    private Optional<Segment> trailer(int end, long number) {
        int at = end - SegmentIndex.TRAILER_BYTES;
        if (at < SegmentWriter.HEADER_BYTES) {
            report(end, "a segment with its trailer", "%d bytes".formatted(end));
            return Optional.empty();
        }
        Segment segment =
                new Segment(
                        number,
                        bytes.getInt(at + 52),
                        bytes.getInt(at + 20),
                        bytes.getInt(at + 24),
                        bytes.getLong(at + 28),
                        bytes.getLong(at + 36),
                        bytes.getLong(at + 44));
        boolean isPlausible =
                segment.position() >= SegmentWriter.HEADER_BYTES
                        && segment.lengthBytes() > 0
                        && segment.indexEntries() > 0
                        && segment.indexEntries() <= end / SegmentIndex.ENTRY_BYTES
                        && (long) segment.position()
                                        + segment.lengthBytes()
                                        + SegmentIndex.sizeBytes(segment.indexEntries())
                                == end;
        if (!isPlausible) {
            report(at, "the trailer of a segment that ends at byte " + end, segment.toString());
            return Optional.empty();
        }
        readSegment(at, segment);
        return Optional.of(segment);
    }

    private void readSegment(int trailerAt, Segment segment) {
        int indexAt = segment.position() + segment.lengthBytes();
        ByteBuffer batches = bytes.slice(segment.position(), segment.lengthBytes());
        try {
            SegmentIndex index =
                    SegmentIndex.read(
                            bytes.slice(indexAt, SegmentIndex.sizeBytes(segment.indexEntries())),
                            segment,
                            path);
            checkBatches(segment, batches, index);
        } catch (CorruptDataException e) {
            damage.accept(e);
        }
        found.add(
                new Found(
                        new Uuid(bytes.getLong(trailerAt), bytes.getLong(trailerAt + 8)),
                        bytes.getInt(trailerAt + 16),
                        segment,
                        batches));
    }

    private void checkBatches(Segment segment, ByteBuffer batches, SegmentIndex index) {
        long next = segment.baseOffset();
        long latestMs = -1;
        int block = 0;
        int at = 0;
        while (at < batches.limit()) {
            Optional<BatchSpan> read = BatchSpan.of(batches.slice(at, batches.limit() - at));
            if (read.isEmpty() || read.get().sizeBytes() > batches.limit() - at) {
                report(segment.position() + at, "a whole batch", "something else");
                return;
            }
            BatchSpan span = read.get();
            checkBatch(segment.position() + at, batches.slice(at, span.sizeBytes()), span, next);
            if (block < index.blocks() && index.position(block) == at) {
                block++;
            }
            next = span.lastOffset() + 1;
            latestMs = Math.max(latestMs, span.maxTimestampMs());
            at += span.sizeBytes();
        }
        boolean isAsItSays =
                next == segment.lastOffset() + 1
                        && latestMs == segment.maxTimestampMs()
                        && block == index.blocks();
        if (!isAsItSays) {
            report(
                    segment.position() + at,
                    "offsets up to %d, latest timestamp %d, %d blocks"
                            .formatted(
                                    segment.lastOffset(), segment.maxTimestampMs(), index.blocks()),
                    "offsets up to %d, latest timestamp %d, %d blocks"
                            .formatted(next - 1, latestMs, block));
        }
    }

    private void checkBatch(int at, ByteBuffer batch, BatchSpan span, long next) {
        if (span.baseOffset() < next) {
            report(at, "an offset of %d or more".formatted(next), "offset " + span.baseOffset());
        }
        CRC32C crc = new CRC32C();
        crc.update(batch.slice(CRC_FROM, batch.limit() - CRC_FROM));
        int stored = batch.getInt(CRC_POSITION);
        if (stored != (int) crc.getValue()) {
            report(
                    at,
                    "a batch with checksum %08x".formatted((int) crc.getValue()),
                    "%08x".formatted(stored));
        }
    }

    private void report(long at, String expected, String what) {
        damage.accept(new CorruptDataException(path, at, expected, what));
    }
}
