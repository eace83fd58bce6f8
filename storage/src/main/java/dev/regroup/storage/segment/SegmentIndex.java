package dev.regroup.storage.segment;

import dev.regroup.storage.CorruptDataException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;

/// The sparse index of a segment: where a block of batches begins, by offset, and the largest
/// timestamp in it. In the object it follows the batches, and a trailer follows it that tells what
/// the segment is: `docs/formats/segment.md`.
final class SegmentIndex {
    static final int ENTRY_BYTES = 20;
    static final int TRAILER_BYTES = 60;

    private static final int CRC_POSITION = TRAILER_BYTES - Integer.BYTES;

    private final Segment segment;
    private final ByteBuffer entries;

    private SegmentIndex(Segment segment, ByteBuffer entries) {
        this.segment = segment;
        this.entries = entries;
    }

    /// What index and trailer take.
    static int sizeBytes(int entries) {
        return entries * ENTRY_BYTES + TRAILER_BYTES;
    }

    static void writeEntry(ByteBuffer out, long baseOffset, int position, long maxTimestampMs) {
        out.putLong(baseOffset).putInt(position).putLong(maxTimestampMs);
    }

    /// Writes the trailer behind the segment's entries, which end at the buffer's position.
    static void writeTrailer(ByteBuffer out, Segment segment, Uuid topicId, int partition) {
        int start = out.position() - segment.indexEntries() * ENTRY_BYTES;
        out.putLong(topicId.getMostSignificantBits()).putLong(topicId.getLeastSignificantBits());
        out.putInt(partition).putInt(segment.lengthBytes()).putInt(segment.indexEntries());
        out.putLong(segment.baseOffset()).putLong(segment.lastOffset());
        out.putLong(segment.maxTimestampMs()).putInt(segment.position());
        out.putInt(crc(out.slice(start, out.position() - start)));
    }

    /// @param bytes index and trailer, as the object has them
    /// @param path how the object is called in messages
    static SegmentIndex read(ByteBuffer bytes, Segment segment, String path) {
        int trailer = segment.indexEntries() * ENTRY_BYTES;
        long at = (long) segment.position() + segment.lengthBytes();
        if (bytes.remaining() != trailer + TRAILER_BYTES) {
            throw new CorruptDataException(
                    path,
                    at,
                    "an index and trailer of %d bytes".formatted(trailer + TRAILER_BYTES),
                    "%d bytes".formatted(bytes.remaining()));
        }
        int expected = crc(bytes.slice(bytes.position(), trailer + CRC_POSITION));
        int found = bytes.getInt(bytes.position() + trailer + CRC_POSITION);
        if (expected != found) {
            throw new CorruptDataException(
                    path, at, "checksum %08x".formatted(expected), "%08x".formatted(found));
        }
        long baseOffset = bytes.getLong(bytes.position() + trailer + 28);
        if (baseOffset != segment.baseOffset()) {
            throw new CorruptDataException(
                    path,
                    at,
                    "a segment from offset " + segment.baseOffset(),
                    "from " + baseOffset);
        }
        return new SegmentIndex(segment, bytes.slice(bytes.position(), trailer));
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    int blocks() {
        return segment.indexEntries();
    }

    /// The last block that begins at or before `offset`.
    int blockOf(long offset) {
        int low = 0;
        int high = blocks() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (entries.getLong(middle * ENTRY_BYTES) <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /// Where a block begins, counted from the segment's first batch; the segment's length for the
    /// one after the last.
    int position(int block) {
        return block == blocks()
                ? segment.lengthBytes()
                : entries.getInt(block * ENTRY_BYTES + Long.BYTES);
    }

    long maxTimestampMs(int block) {
        return entries.getLong(block * ENTRY_BYTES + Long.BYTES + Integer.BYTES);
    }
}
