package dev.regroup.storage.local.journal;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.disk.Disk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the valid end of a journal and makes it the end for good.
///
/// An entry that was written but not acknowledged may follow a torn one. It must not come back to
/// life when new entries have filled the gap, so whatever lies beyond the end is zeroed, and
/// forced, before anything is appended. That force also covers entries which a process that died
/// had written and not forced: what was replayed once is replayed again.
final class Recovery {
    /// @param scan what was found, up to the valid end
    /// @param used files with entries, in ascending order of life
    /// @param free files of higher lives, ready for use
    record Recovered(JournalScan scan, List<UsedFile> used, List<JournalFile> free, long lifeMax) {}

    private final Disk disk;
    private final int shards;
    private final List<UsedFile> used = new ArrayList<>();
    private final List<JournalFile> unused = new ArrayList<>();
    private long lifeMax;

    private Recovery(Disk disk, int shards) {
        this.disk = disk;
        this.shards = shards;
    }

    static Recovered run(Disk disk, int shards) {
        Recovery recovery = new Recovery(disk, shards);
        recovery.openFiles();
        JournalScan scan = JournalScan.all(recovery.used, shards);
        recovery.refuseDamage(scan);
        List<JournalFile> free = recovery.repair(scan);
        return new Recovered(scan, List.copyOf(recovery.used), free, recovery.lifeMax);
    }

    private void openFiles() {
        for (String name : disk.list(JournalFile.FOLDER)) {
            if (name.endsWith(SpareFiles.TEMPORARY)) {
                disk.delete(JournalFile.FOLDER + "/" + name);
            } else if (JournalFile.lifeOf(name).isPresent()) {
                open(JournalFile.lifeOf(name).getAsLong());
            }
        }
    }

    private void open(long life) {
        lifeMax = Math.max(lifeMax, life);
        JournalFile file = JournalFile.open(disk, life);
        Optional<FileHeader> header = FileHeader.read(file);
        if (header.isEmpty()) {
            unused.add(file);
            return;
        }
        if (header.get().shards() != shards) {
            throw new StorageException(
                    "%s is of a journal with %d shards, expected %d"
                            .formatted(file.path(), header.get().shards(), shards));
        }
        if (header.get().sizeBytes() != file.sizeBytes()) {
            throw new CorruptDataException(
                    file.path(),
                    file.sizeBytes(),
                    header.get().sizeBytes() + " bytes",
                    file.sizeBytes() + " bytes");
        }
        used.add(new UsedFile(file, header.get()));
    }

    /// A torn end is what no later write relied on. An entry that says the missing one was durable
    /// when it was written proves damage.
    private void refuseDamage(JournalScan scan) {
        long missing = scan.lastSequence() + 1;
        if (!used.isEmpty()) {
            refuseEvidence(used.getLast().file(), missing, scan.end());
        }
        for (JournalFile file : unused) {
            if (used.isEmpty() || file.life() > used.getLast().file().life()) {
                refuseEvidence(file, missing, FileHeader.BYTES);
            }
        }
    }

    private static void refuseEvidence(JournalFile file, long missing, long from) {
        EntryReader reader = EntryReader.forScan(file);
        if (reader.isFreeFrom(from)) {
            return;
        }
        Optional<EntryReader.Found> later = reader.firstWrittenAfterForceOf(missing, from);
        if (later.isPresent()) {
            throw new CorruptDataException(
                    file.path(),
                    from,
                    "entry %d, which was durable before entry %d at byte %d was written"
                            .formatted(
                                    missing,
                                    later.get().frame().sequence(),
                                    later.get().position()),
                    "no valid entry");
        }
    }

    private List<JournalFile> repair(JournalScan scan) {
        if (!used.isEmpty()) {
            JournalFile last = used.getLast().file();
            if (!EntryReader.forScan(last).isFreeFrom(scan.end())) {
                last.zero(scan.end(), last.sizeBytes());
            }
            rewrite(last, scan.unprovenStart(), scan.end());
            last.file().force();
        }
        List<JournalFile> free = new ArrayList<>();
        for (JournalFile file : unused) {
            boolean later = used.isEmpty() || file.life() > used.getLast().file().life();
            if (later && JournalConfig.isFileSize(file.sizeBytes())) {
                makeFree(file);
                free.add(file);
            } else if (isBefore(used, file) && !EntryReader.forScan(file).isFreeFrom(0)) {
                // Perhaps the remains of one whose header is damaged: whether anybody needs it, the
                // shards will find out.
                file.file().close();
            } else {
                // Never begun, or begun in vain: the files around it are whole without it.
                file.file().close();
                disk.delete(JournalFile.name(file.life()));
            }
        }
        // A name that a dead process had not made durable is about to be relied on.
        if (!used.isEmpty() || !unused.isEmpty()) {
            disk.forceDirectory(JournalFile.FOLDER);
        }
        return List.copyOf(free);
    }

    private static boolean isBefore(List<UsedFile> used, JournalFile file) {
        return !used.isEmpty() && file.life() < used.getFirst().file().life();
    }

    /// Writes bytes again that were read. A process that died may have failed to force them: the
    /// system then shows them, but takes them for clean, and only a new write makes it try again.
    private static void rewrite(JournalFile file, long from, long to) {
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - from));
        file.read(bytes, from);
        file.file().write(new ByteBuffer[] {bytes.flip()}, from);
    }

    private static void makeFree(JournalFile file) {
        if (!EntryReader.forScan(file).isFreeFrom(0)) {
            file.zero(0, file.sizeBytes());
            file.file().force();
        }
    }
}
