package dev.regroup.storage.local.blob;

import dev.regroup.storage.CorruptDataException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// One shard's state at one position; `docs/formats/checkpoint.md` gives its bytes.
///
/// @param position the last position whose effect `state` includes
/// @param epoch the highest epoch that the shard had when it was taken
public record Checkpoint(int shard, long position, int epoch, ByteBuffer state) {
    private static final long MAGIC = 0x52_47_52_50_43_4b_50_54L; // "RGRPCKPT"
    private static final int FORMAT_VERSION = 1;
    private static final int CRC_POSITION = 32;
    private static final int HEADER_BYTES = 36;

    ByteBuffer encode() {
        ByteBuffer content = ByteBuffer.allocate(HEADER_BYTES + state.remaining());
        content.putLong(MAGIC).putInt(FORMAT_VERSION).putInt(shard).putLong(position);
        content.putInt(epoch).putInt(state.remaining()).putInt(0);
        content.put(state.duplicate()).flip();
        return content.putInt(CRC_POSITION, crc(content));
    }

    /// @param name what a [CorruptDataException] calls the object
    static Checkpoint decode(String name, ByteBuffer content) {
        int start = content.position();
        expect(
                name,
                "at least %d bytes".formatted(HEADER_BYTES),
                content.remaining() >= HEADER_BYTES,
                content.remaining());
        expect(
                name,
                "a checkpoint's magic",
                content.getLong(start) == MAGIC,
                content.getLong(start));
        int version = content.getInt(start + 8);
        expect(name, "format version " + FORMAT_VERSION, version == FORMAT_VERSION, version);
        int crc = content.getInt(start + CRC_POSITION);
        expect(name, "checksum %08x".formatted(crc(content)), crc == crc(content), crc);
        int lengthBytes = content.getInt(start + 28);
        expect(
                name,
                "%d bytes of state".formatted(lengthBytes),
                lengthBytes == content.remaining() - HEADER_BYTES,
                content.remaining() - HEADER_BYTES);
        return new Checkpoint(
                content.getInt(start + 12),
                content.getLong(start + 16),
                content.getInt(start + 24),
                content.slice(start + HEADER_BYTES, lengthBytes).asReadOnlyBuffer());
    }

    private static int crc(ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(content.slice(content.position(), CRC_POSITION));
        int rest = content.position() + HEADER_BYTES;
        crc.update(content.slice(rest, content.limit() - rest));
        return (int) crc.getValue();
    }

    private static void expect(String name, String expected, boolean holds, long found) {
        if (!holds) {
            throw new CorruptDataException(name, 0, expected, Long.toHexString(found) + " (hex)");
        }
    }
}
