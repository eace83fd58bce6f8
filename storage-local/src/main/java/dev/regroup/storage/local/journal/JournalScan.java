package dev.regroup.storage.local.journal;

import dev.regroup.storage.CorruptDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Goes through the entries of a journal in the order of their sequence, and notes where each
/// shard's are. Every file but the last must be whole up to where the next one begins.
final class JournalScan {
    private final List<UsedFile> files;
    private final List<Locators> locators;
    private final List<long[]> ends = new ArrayList<>();
    private long nextSequence = 1;
    private int epoch;
    private long end = FileHeader.BYTES;
    private long lastForced;
    private long unprovenStart;

    private JournalScan(List<UsedFile> files, int shards) {
        this.files = files;
        this.locators = IntStream.range(0, shards).mapToObj(i -> new Locators()).toList();
    }

    /// Scans as far as there are valid entries.
    ///
    /// @param files in ascending order of life
    static JournalScan all(List<UsedFile> files, int shards) {
        JournalScan scan = new JournalScan(files, shards);
        scan.run(Long.MAX_VALUE);
        return scan;
    }

    /// Scans up to an entry that must be there.
    static JournalScan upTo(long lastSequence, List<UsedFile> files, int shards) {
        JournalScan scan = new JournalScan(files, shards);
        scan.run(lastSequence + 1);
        if (scan.lastSequence() != lastSequence) {
            throw scan.missing(files.getLast().file(), lastSequence + 1);
        }
        return scan;
    }

    /// The sequence of the last valid entry.
    long lastSequence() {
        return nextSequence - 1;
    }

    /// The highest epoch seen.
    int epoch() {
        return epoch;
    }

    /// Where the last file's valid entries end.
    long end() {
        return end;
    }

    /// Where in the last file that begins which no entry proves to have been forced.
    long unprovenStart() {
        return unprovenStart;
    }

    /// By shard, the position of its last entry; 0 for none.
    long[] lastPositions() {
        return locators.stream().mapToLong(Locators::lastPosition).toArray();
    }

    /// For each file, what [#lastPositions] was at its end.
    List<long[]> ends() {
        return List.copyOf(ends);
    }

    /// Each shard's entries, by shard.
    List<Locators> locators() {
        return new ArrayList<>(locators);
    }

    private void run(long sequenceLimit) {
        for (int i = 0; i < files.size(); i++) {
            UsedFile used = files.get(i);
            if (i == 0) {
                // What came before has been released.
                nextSequence = used.header().firstSequence();
            }
            if (used.header().firstSequence() != nextSequence) {
                throw missing(used.file(), used.header().firstSequence());
            }
            epoch = Math.max(epoch, used.header().epoch());
            boolean last = i == files.size() - 1;
            long limit = last ? sequenceLimit : files.get(i + 1).header().firstSequence();
            scan(used.file(), Math.min(limit, sequenceLimit));
            if (!last && nextSequence < Math.min(limit, sequenceLimit)) {
                throw missing(used.file(), limit);
            }
            ends.add(lastPositions());
        }
    }

    private void scan(JournalFile file, long sequenceLimit) {
        EntryReader reader = EntryReader.forScan(file);
        end = FileHeader.BYTES;
        unprovenStart = 0;
        while (nextSequence < sequenceLimit) {
            Optional<EntryReader.Found> found = reader.at(end);
            if (found.isEmpty() || found.get().frame().sequence() != nextSequence) {
                return;
            }
            note(file, found.get().frame());
            if (found.get().frame().forcedSequence() > lastForced) {
                lastForced = found.get().frame().forcedSequence();
                unprovenStart = end > FileHeader.BYTES ? end : 0;
            }
            nextSequence++;
            end += found.get().frame().paddedBytes();
        }
    }

    private void note(JournalFile file, EntryFrame frame) {
        epoch = Math.max(epoch, frame.epoch());
        if (frame.type() == EntryFrame.Type.EPOCH) {
            return;
        }
        if (frame.shard() >= locators.size()) {
            throw new CorruptDataException(
                    file.path(), end, "a shard below " + locators.size(), "" + frame.shard());
        }
        Locators shard = locators.get(frame.shard());
        if (!shard.isEmpty() && frame.position() != shard.lastPosition() + 1) {
            throw new CorruptDataException(
                    file.path(),
                    end,
                    "position %d of shard %d".formatted(shard.lastPosition() + 1, frame.shard()),
                    "" + frame.position());
        }
        shard.add(frame, end);
    }

    private CorruptDataException missing(JournalFile file, long nextFileSequence) {
        return new CorruptDataException(
                file.path(),
                end,
                "entry %d, since the journal goes on with %d"
                        .formatted(nextSequence, nextFileSequence),
                "no valid entry");
    }
}
