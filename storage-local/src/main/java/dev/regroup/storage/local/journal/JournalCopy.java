package dev.regroup.storage.local.journal;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.disk.DiskFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Copies a journal that may be written to meanwhile, but of which nothing is released: its entries
/// up to one that was the last at some moment since the copying began.
public final class JournalCopy {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Disk from;
    private final Disk to;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    private long bytes;
    private int files;

    /// What was copied.
    public record Summary(int files, long bytes) {}

    private JournalCopy(Disk from, Disk to) {
        this.from = from;
        this.to = to;
    }

    /// Forces the copy. Blocks.
    public static Summary run(Disk from, Disk to) {
        JournalCopy copy = new JournalCopy(from, to);
        copy.all();
        return new Summary(copy.files, copy.bytes);
    }

    private void all() {
        List<UsedFile> used = new ArrayList<>();
        try {
            // In the order in which they are begun: one that another follows has ended.
            for (String name : from.list(JournalFile.FOLDER)) {
                JournalFile.lifeOf(name).ifPresent(life -> open(life).ifPresent(used::add));
            }
            for (int i = 0; i < used.size(); i++) {
                JournalFile file = used.get(i).file();
                boolean isWhole = i < used.size() - 1;
                copy(file, isWhole ? file.sizeBytes() : end(used.get(i)));
            }
        } finally {
            used.forEach(each -> each.file().file().close());
        }
        if (files > 0) {
            to.forceDirectory(JournalFile.FOLDER);
        }
    }

    /// Empty for a file that is kept for later.
    private Optional<UsedFile> open(long life) {
        JournalFile file = JournalFile.open(from, life);
        Optional<FileHeader> header = FileHeader.read(file);
        if (header.isEmpty()) {
            file.file().close();
        }
        return header.map(found -> new UsedFile(file, found));
    }

    /// Behind the last entry of the file that is written to. What comes behind it may be half
    /// there.
    private static long end(UsedFile last) {
        EntryReader reader = EntryReader.forScan(last.file());
        long sequence = last.header().firstSequence();
        long at = FileHeader.BYTES;
        Optional<EntryReader.Found> found = reader.at(at);
        while (found.isPresent() && found.get().frame().sequence() == sequence) {
            at += found.get().frame().paddedBytes();
            sequence++;
            found = reader.at(at);
        }
        return at;
    }

    /// Copies `[0, end)`; what is left of the file is zeros, as in a new one.
    private void copy(JournalFile file, long end) {
        try (DiskFile target = to.open(JournalFile.name(file.life()))) {
            long at = 0;
            while (at < end) {
                ByteBuffer part = chunk.clear().limit((int) Math.min(CHUNK_BYTES, end - at));
                int read = file.read(part, at);
                if (part.hasRemaining()) {
                    throw new StorageException(
                            "%s ends at byte %d, expected %d"
                                    .formatted(file.path(), at + read, end));
                }
                target.write(new ByteBuffer[] {part.flip()}, at);
                at += read;
            }
            new JournalFile(file.life(), target, file.sizeBytes()).zero(end, file.sizeBytes());
            target.force();
        }
        files++;
        bytes += end;
    }
}
