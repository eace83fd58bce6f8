package dev.regroup.storage.local.journal;

import java.nio.ByteBuffer;
import java.util.Optional;

/// Reads whole entries of one file and checks them. For one thread.
final class EntryReader {
    /// An entry that passed its check.
    ///
    /// @param bytes the entry without its padding; valid until the next read
    record Found(EntryFrame frame, long position, ByteBuffer bytes) {}

    private static final int CHUNK_BYTES = 1 << 16;

    private final JournalFile file;
    private final FileWindow window;

    private EntryReader(JournalFile file, FileWindow window) {
        this.file = file;
        this.window = window;
    }

    /// For reading the whole file in order.
    static EntryReader forScan(JournalFile file) {
        return new EntryReader(file, FileWindow.buffered(file, 1 << 20));
    }

    /// For reading entries here and there, from mapped memory if the disk can give it.
    static EntryReader forReplay(JournalFile file) {
        return new EntryReader(file, FileWindow.mapped(file, 1 << 12));
    }

    /// The entry of this file's life that begins at `position`; empty if none does.
    Optional<Found> at(long position) {
        ByteBuffer start = window.at(position, EntryFrame.BYTES);
        if (start.remaining() < EntryFrame.BYTES || EntryFrame.claimedLife(start) != file.life()) {
            return Optional.empty();
        }
        int length = EntryFrame.claimedBytes(start, file.sizeBytes() - position);
        if (length == 0) {
            return Optional.empty();
        }
        ByteBuffer bytes = window.at(position, length);
        if (bytes.remaining() < length) {
            return Optional.empty();
        }
        return EntryFrame.decode(bytes).map(frame -> new Found(frame, position, bytes));
    }

    /// The first entry at or after `position`, at any place where one could begin, that was written
    /// when `sequence` was durable already; empty if there is none.
    Optional<Found> firstWrittenAfterForceOf(long sequence, long position) {
        for (long at = position; at + EntryFrame.BYTES <= file.sizeBytes(); at += Long.BYTES) {
            Optional<Found> found = at(at);
            if (found.isPresent()
                    && found.get().frame().sequence() > sequence
                    && found.get().frame().forcedSequence() >= sequence) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// The first entry at or after `position`, at any place where one could begin, with a sequence
    /// above `sequence`; empty if there is none.
    Optional<Found> firstAfter(long sequence, long position) {
        for (long at = position; at + EntryFrame.BYTES <= file.sizeBytes(); at += Long.BYTES) {
            Optional<Found> found = at(at);
            if (found.isPresent() && found.get().frame().sequence() > sequence) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// Whether no entry of this file's present life can begin anywhere from `position` on, which is
    /// a multiple of 8: no possible length with the number of the life behind it. What earlier
    /// lives have left is not in the way.
    boolean isFreeFrom(long position) {
        for (long at = position; at < file.sizeBytes(); at += CHUNK_BYTES) {
            int length = (int) Math.min(CHUNK_BYTES + Long.BYTES, file.sizeBytes() - at);
            ByteBuffer bytes = window.at(at, length);
            for (int i = 0; i + 2 * Long.BYTES <= bytes.remaining(); i += Long.BYTES) {
                if (bytes.getLong(i + Long.BYTES) == file.life()
                        && EntryFrame.claimedBytes(bytes.slice(i, Long.BYTES), file.sizeBytes())
                                > 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
