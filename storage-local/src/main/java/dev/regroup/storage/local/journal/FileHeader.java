package dev.regroup.storage.local.journal;

import dev.regroup.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The first bytes of a journal file, written together with its first entries.
///
/// @param firstSequence the sequence of its first entry. It also cuts the files before it: whatever
///   they hold from this sequence on was never acknowledged and is not part of the journal
/// @param epoch the highest epoch given out before
/// @param sizeBytes the length of the file
record FileHeader(int shards, long life, long firstSequence, int epoch, long sizeBytes) {
    static final int BYTES = 64;
    static final int FORMAT_VERSION = 1;

    private static final long MAGIC = 0x52_47_52_50_4a_52_4e_4cL; // "RGRPJRNL"
    private static final int CRC_POSITION = BYTES - Integer.BYTES;

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(MAGIC).putInt(FORMAT_VERSION).putInt(shards);
        bytes.putLong(life).putLong(firstSequence).putInt(epoch).putLong(sizeBytes);
        bytes.putInt(CRC_POSITION, crc(bytes));
        return bytes.clear();
    }

    /// The header that begins `file`; empty if there is none, or one of the file's earlier life.
    static Optional<FileHeader> read(JournalFile file) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        file.read(bytes, 0);
        if (bytes.hasRemaining()
                || bytes.getLong(0) != MAGIC
                || bytes.getInt(CRC_POSITION) != crc(bytes)) {
            return Optional.empty();
        }
        int version = bytes.getInt(8);
        if (version != FORMAT_VERSION) {
            throw new StorageException(
                    "%s has journal format %d, this version reads %d"
                            .formatted(file.path(), version, FORMAT_VERSION));
        }
        FileHeader header =
                new FileHeader(
                        bytes.getInt(12),
                        bytes.getLong(16),
                        bytes.getLong(24),
                        bytes.getInt(32),
                        bytes.getLong(36));
        return header.life == file.life() ? Optional.of(header) : Optional.empty();
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CRC_POSITION));
        return (int) crc.getValue();
    }
}
