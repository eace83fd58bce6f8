package dev.regroup.storage.segment;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.blob.BlobStore;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The batches of one segment, read through a window that moves along. For one thread.
final class SegmentWindow {
    private static final int CRC_POSITION = 17;
    private static final int CRC_FROM = 21;

    private final BlobStore blobs;
    private final String key;
    private final Segment segment;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private int start;

    SegmentWindow(BlobStore blobs, String key, Segment segment) {
        this.blobs = blobs;
        this.key = key;
        this.segment = segment;
    }

    /// Makes `[position, position + length)` of the segment, cut at its end, at hand.
    void load(int position, long lengthBytes) {
        int length = (int) Math.min(lengthBytes, segment.lengthBytes() - position);
        window =
                blobs.get(key, (long) segment.position() + position, length)
                        .orElseThrow(() -> new SegmentGoneException(key));
        start = position;
        if (window.remaining() < length) {
            throw new CorruptDataException(
                    key,
                    (long) segment.position() + position,
                    "%d bytes of batches".formatted(length),
                    "%d bytes".formatted(window.remaining()));
        }
    }

    /// Bytes `[position, position + length)` of the segment, which must lie within it.
    ByteBuffer at(int position, int length) {
        int from = position - start;
        if (from < 0 || from + length > window.remaining()) {
            load(position, length);
            from = 0;
        }
        return window.slice(window.position() + from, length);
    }

    /// The span of the batch that begins at `position`, which lies within the segment, as whole
    /// batches do.
    BatchSpan span(int position) {
        int left = segment.lengthBytes() - position;
        BatchSpan span =
                BatchSpan.of(at(position, Math.min(left, BatchSpan.HEADER_BYTES)))
                        .orElseThrow(() -> damaged(position, "something else"));
        if (span.sizeBytes() > left
                || span.baseOffset() < segment.baseOffset()
                || span.lastOffset() > segment.lastOffset()) {
            throw damaged(position, span.toString());
        }
        return span;
    }

    /// The bytes of whole batches, each of which passes its own check.
    ByteBuffer checked(int position, int length) {
        ByteBuffer bytes = at(position, length);
        int at = 0;
        while (at < length) {
            int size = span(position + at).sizeBytes();
            CRC32C crc = new CRC32C();
            crc.update(bytes.slice(at + CRC_FROM, size - CRC_FROM));
            int found = bytes.getInt(at + CRC_POSITION);
            if (found != (int) crc.getValue()) {
                throw new CorruptDataException(
                        key,
                        (long) segment.position() + position + at,
                        "a batch with checksum %08x".formatted((int) crc.getValue()),
                        "%08x".formatted(found));
            }
            at += size;
        }
        return bytes;
    }

    private CorruptDataException damaged(int position, String found) {
        return new CorruptDataException(
                key,
                (long) segment.position() + position,
                "a batch within offsets %d to %d"
                        .formatted(segment.baseOffset(), segment.lastOffset()),
                found);
    }
}
