package dev.regroup.storage.local.journal;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.disk.Disk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Looks through a whole journal and changes nothing. What recovery would refuse is damage; a torn
/// end, which recovery cuts off, is not. After each damage it goes on with the next entry that can
/// be read.
public final class JournalCheck {
    private final int shards;
    private final EntryContent content;
    private final Consumer<CorruptDataException> damage;
    private final List<UsedFile> used = new ArrayList<>();
    private final List<JournalFile> unused = new ArrayList<>();
    private final Map<Integer, Long> firstPositions = new HashMap<>();
    private final Map<Integer, Long> lastPositions = new HashMap<>();
    private long nextSequence = 1;
    private long entries;
    private long tornBytes;

    /// What was looked at.
    ///
    /// @param tornBytes what the next start cuts off the end, 0 for a journal that was closed
    /// @param isWhole whether it has its first entry still: nothing of it has been released
    /// @param firstPositions of each shard that has entries
    /// @param lastPositions of each shard that has entries
    public record Summary(
            int files,
            long entries,
            long tornBytes,
            boolean isWhole,
            Map<Integer, Long> firstPositions,
            Map<Integer, Long> lastPositions) {
        public Summary {
            firstPositions = Map.copyOf(firstPositions);
            lastPositions = Map.copyOf(lastPositions);
        }
    }

    private JournalCheck(int shards, EntryContent content, Consumer<CorruptDataException> damage) {
        this.shards = shards;
        this.content = content;
        this.damage = damage;
    }

    /// @param shards how many there are, as the data directory says
    /// @param damage told of each
    public static Summary run(
            Disk disk, int shards, EntryContent content, Consumer<CorruptDataException> damage) {
        JournalCheck check = new JournalCheck(shards, content, damage);
        try {
            check.openFiles(disk);
            check.scan();
            return new Summary(
                    check.used.size() + check.unused.size(),
                    check.entries,
                    check.tornBytes,
                    check.isWhole(),
                    check.firstPositions,
                    check.lastPositions);
        } finally {
            check.used.forEach(file -> file.file().file().close());
            check.unused.forEach(file -> file.file().close());
        }
    }

    private boolean isWhole() {
        return used.isEmpty() || used.getFirst().header().firstSequence() == 1;
    }

    private void openFiles(Disk disk) {
        for (String name : disk.list(JournalFile.FOLDER)) {
            if (JournalFile.lifeOf(name).isEmpty()) {
                continue;
            }
            JournalFile file = JournalFile.open(disk, JournalFile.lifeOf(name).getAsLong());
            Optional<FileHeader> header = FileHeader.read(file);
            header.ifPresentOrElse(
                    found -> {
                        used.add(new UsedFile(file, found));
                        checkHeader(file, found);
                    },
                    () -> unused.add(file));
        }
    }

    private void checkHeader(JournalFile file, FileHeader header) {
        if (header.shards() != shards) {
            report(file, 12, shards + " shards", header.shards() + " shards");
        }
        if (header.sizeBytes() != file.sizeBytes()) {
            report(file, file.sizeBytes(), bytes(header.sizeBytes()), bytes(file.sizeBytes()));
        }
    }

    private static String bytes(long count) {
        return count + " bytes";
    }

    private void scan() {
        for (int i = 0; i < used.size(); i++) {
            JournalFile file = used.get(i).file();
            long first = used.get(i).header().firstSequence();
            if (i == 0) {
                // What came before has been released, or else checkpoints miss it.
                nextSequence = first;
            }
            if (first != nextSequence) {
                report(file, 24, "entry %d first".formatted(nextSequence), "entry " + first);
                goOnWith(first);
            }
            if (i == used.size() - 1) {
                scanLast(file);
            } else {
                scanWhole(file, used.get(i + 1).header().firstSequence());
            }
        }
        for (JournalFile file : unused) {
            if (used.isEmpty() || file.life() > used.getLast().file().life()) {
                scanLater(file);
            }
        }
    }

    /// A file that others follow: all its entries are there.
    private void scanWhole(JournalFile file, long limit) {
        EntryReader reader = EntryReader.forScan(file);
        long at = FileHeader.BYTES;
        while (nextSequence < limit) {
            Optional<EntryReader.Found> found = next(reader, at);
            if (found.isEmpty()) {
                Optional<EntryReader.Found> later =
                        reader.firstAfter(nextSequence, at)
                                .filter(entry -> entry.frame().sequence() < limit);
                report(file, at, "entry %d".formatted(nextSequence), "no valid entry");
                goOnWith(later.map(entry -> entry.frame().sequence()).orElse(limit));
                at = later.map(EntryReader.Found::position).orElse(at);
            } else {
                at = note(file, found.get());
            }
        }
    }

    /// The file that was written last: it ends where its entries do, unless one of them says that
    /// more was there.
    private void scanLast(JournalFile file) {
        EntryReader reader = EntryReader.forScan(file);
        long at = FileHeader.BYTES;
        boolean atEnd = false;
        while (!atEnd) {
            Optional<EntryReader.Found> found = next(reader, at);
            if (found.isPresent()) {
                at = note(file, found.get());
                continue;
            }
            Optional<EntryReader.Found> proof =
                    reader.isFreeFrom(at)
                            ? Optional.empty()
                            : reader.firstWrittenAfterForceOf(nextSequence, at);
            if (proof.isPresent()) {
                reportMissing(file, at, proof.get());
                at = proof.get().position();
            } else {
                atEnd = true;
            }
        }
        if (!reader.isFreeFrom(at)) {
            tornBytes = file.sizeBytes() - at;
        }
    }

    /// A file that was never written to, as its header says.
    private void scanLater(JournalFile file) {
        EntryReader reader = EntryReader.forScan(file);
        if (!reader.isFreeFrom(0)) {
            reader.firstWrittenAfterForceOf(nextSequence, FileHeader.BYTES)
                    .ifPresent(proof -> reportMissing(file, FileHeader.BYTES, proof));
        }
    }

    private Optional<EntryReader.Found> next(EntryReader reader, long at) {
        return reader.at(at).filter(found -> found.frame().sequence() == nextSequence);
    }

    private void reportMissing(JournalFile file, long at, EntryReader.Found proof) {
        report(
                file,
                at,
                "entry %d, which was durable before entry %d at byte %d was written"
                        .formatted(nextSequence, proof.frame().sequence(), proof.position()),
                "no valid entry");
        goOnWith(proof.frame().sequence());
    }

    /// What is missing takes positions of shards with it that nobody can tell.
    private void goOnWith(long sequence) {
        nextSequence = sequence;
        lastPositions.clear();
    }

    /// Counts an entry; returns where the next one begins.
    private long note(JournalFile file, EntryReader.Found found) {
        EntryFrame frame = found.frame();
        entries++;
        nextSequence++;
        long next = found.position() + frame.paddedBytes();
        if (frame.type() == EntryFrame.Type.EPOCH) {
            return next;
        }
        long at = found.position();
        if (frame.shard() >= shards) {
            report(file, at, "a shard below " + shards, "shard " + frame.shard());
        }
        firstPositions.putIfAbsent(frame.shard(), frame.position());
        Long last = lastPositions.put(frame.shard(), frame.position());
        if (last != null && frame.position() != last + 1) {
            report(
                    file,
                    at,
                    "position %d of shard %d".formatted(last + 1, frame.shard()),
                    "position " + frame.position());
        }
        content.problem(ShardEntries.entry(found))
                .ifPresent(problem -> report(file, at, "an entry of the broker", problem));
        return next;
    }

    private void report(JournalFile file, long at, String expected, String found) {
        damage.accept(new CorruptDataException(file.path(), at, expected, found));
    }
}
