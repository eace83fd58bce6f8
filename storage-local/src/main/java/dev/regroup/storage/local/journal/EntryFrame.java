package dev.regroup.storage.local.journal;

import dev.regroup.storage.log.LogEntry;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// What precedes the header and body of each entry in a journal file.
///
/// @param sequence counts the entries of the whole journal, from 1, without gaps
/// @param forcedSequence everything up to here was durable before this entry was written, so that
///   an invalid entry at or below it is damage and not a torn end
/// @param position the entry's place in its shard's log; 0 for a node's entry
/// @param kind the owner's tag
record EntryFrame(
        long life,
        long sequence,
        long forcedSequence,
        long position,
        int epoch,
        int shard,
        Type type,
        byte kind,
        int headerBytes,
        int bodyBytes) {
    /// Who reads the entry.
    enum Type {
        /// An entry of a shard's log.
        SHARD(0),
        /// Gives out an epoch; belongs to no shard and takes no shard's position.
        EPOCH(1);

        private final byte code;

        Type(int code) {
            this.code = (byte) code;
        }

        /// The type with this code in the file.
        static Optional<Type> of(byte code) {
            return switch (code) {
                case 0 -> Optional.of(SHARD);
                case 1 -> Optional.of(EPOCH);
                default -> Optional.empty();
            };
        }
    }

    static final int BYTES = 52;
    static final int NO_SHARD = 0xffff;

    private static final int CRC_POSITION = 4;

    /// Bytes that an entry takes in the file: framing, content and padding.
    static long paddedBytes(long headerBytes, long bodyBytes) {
        return (BYTES + headerBytes + bodyBytes + 7) & ~7L;
    }

    EntryFrame ofShard(int owningShard, long shardPosition) {
        return new EntryFrame(
                life,
                sequence,
                forcedSequence,
                shardPosition,
                epoch,
                owningShard,
                type,
                kind,
                headerBytes,
                bodyBytes);
    }

    long paddedBytes() {
        return paddedBytes(headerBytes, bodyBytes);
    }

    /// Distance from the entry's first byte to its body's.
    int bodyOffset() {
        return BYTES + headerBytes;
    }

    /// Writes the frame's bytes, with the checksum of them and `entry`, into `target`.
    void encode(ByteBuffer target, LogEntry entry) {
        int start = target.position();
        target.putInt(BYTES + headerBytes + bodyBytes).putInt(0);
        target.putLong(life).putLong(sequence).putLong(forcedSequence).putLong(position);
        target.putInt(epoch).putShort((short) shard);
        target.put(type.code).put(kind).putInt(headerBytes);
        CRC32C crc = crcOfFrame(target.slice(start, BYTES));
        crc.update(entry.header().duplicate());
        crc.update(entry.body().duplicate());
        target.putInt(start + CRC_POSITION, (int) crc.getValue());
    }

    /// The length that the bytes at a would-be entry claim, if it is possible; 0 if not.
    static int claimedBytes(ByteBuffer frame, long roomBytes) {
        int length = frame.getInt(frame.position());
        return length >= BYTES && length <= roomBytes ? length : 0;
    }

    static long claimedLife(ByteBuffer frame) {
        return frame.getLong(frame.position() + 8);
    }

    /// The frame of the entry that fills `entry`, or empty if its checksum or a field is wrong.
    static Optional<EntryFrame> decode(ByteBuffer entry) {
        ByteBuffer bytes = entry.slice();
        Optional<Type> type = Type.of(bytes.get(46));
        int headerBytes = bytes.getInt(48);
        CRC32C crc = crcOfFrame(bytes.slice(0, BYTES));
        crc.update(bytes.slice(BYTES, bytes.limit() - BYTES));
        if (bytes.getInt(CRC_POSITION) != (int) crc.getValue()
                || type.isEmpty()
                || headerBytes < 0
                || headerBytes > bytes.limit() - BYTES) {
            return Optional.empty();
        }
        return Optional.of(
                new EntryFrame(
                        bytes.getLong(8),
                        bytes.getLong(16),
                        bytes.getLong(24),
                        bytes.getLong(32),
                        bytes.getInt(40),
                        Short.toUnsignedInt(bytes.getShort(44)),
                        type.get(),
                        bytes.get(47),
                        headerBytes,
                        bytes.limit() - BYTES - headerBytes));
    }

    private static CRC32C crcOfFrame(ByteBuffer frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame.slice(0, CRC_POSITION));
        crc.update(frame.slice(CRC_POSITION + 4, BYTES - CRC_POSITION - 4));
        return crc;
    }
}
