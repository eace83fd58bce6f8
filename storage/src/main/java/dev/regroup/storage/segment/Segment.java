package dev.regroup.storage.segment;

import java.nio.ByteBuffer;

/// Contiguous batches of one partition in an object of its shard. The object holds the batches, the
/// index and the trailer, one after the other.
///
/// @param object the number of the object, unique within the shard and never used twice
/// @param position offset of the first batch's first byte in the object
/// @param lengthBytes length of the batches
/// @param indexEntries how many entries the sparse index has, at least 1
/// @param maxTimestampMs the largest of all batches; -1 if no record has a timestamp
public record Segment(
        long object,
        int position,
        int lengthBytes,
        int indexEntries,
        long baseOffset,
        long lastOffset,
        long maxTimestampMs) {
    /// What [#write] takes.
    public static final int BYTES = 44;

    /// Bytes in the object: batches, index and trailer.
    public int sizeBytes() {
        return lengthBytes + SegmentIndex.sizeBytes(indexEntries);
    }

    public void write(ByteBuffer out) {
        out.putLong(object).putInt(position).putInt(lengthBytes).putInt(indexEntries);
        out.putLong(baseOffset).putLong(lastOffset).putLong(maxTimestampMs);
    }

    public static Segment read(ByteBuffer in) {
        return new Segment(
                in.getLong(),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getLong(),
                in.getLong(),
                in.getLong());
    }
}
