package dev.regroup.storage.local.journal;

import dev.regroup.storage.disk.Disk;
import java.util.Optional;
import java.util.function.Consumer;

/// A journal file in words: its header and every entry that can be read, a line each.
public final class JournalText {
    private static final long ANY = 0;

    private final JournalFile file;
    private final EntryContent content;
    private final Consumer<String> lines;

    private JournalText(JournalFile file, EntryContent content, Consumer<String> lines) {
        this.file = file;
        this.content = content;
        this.lines = lines;
    }

    /// @param name of a file in the journal's folder
    public static void write(Disk disk, String name, EntryContent content, Consumer<String> lines) {
        JournalFile file = JournalFile.open(disk, JournalFile.lifeOf(name).orElseThrow());
        try {
            JournalText text = new JournalText(file, content, lines);
            text.header();
            text.entries();
        } finally {
            file.file().close();
        }
    }

    /// Whether a file of the journal's folder is a journal file.
    public static boolean isJournal(String name) {
        return JournalFile.lifeOf(name).isPresent();
    }

    private void header() {
        lines.accept(
                FileHeader.read(file)
                        .map(header ->
                                "life %d, %d shards, entries from %d on, epoch %d before, %d bytes"
                                        .formatted(
                                                header.life(),
                                                header.shards(),
                                                header.firstSequence(),
                                                header.epoch(),
                                                header.sizeBytes()))
                        .orElse("no header: never used, or damaged"));
    }

    private void entries() {
        EntryReader reader = EntryReader.forScan(file);
        long at = FileHeader.BYTES;
        while (at < file.sizeBytes() && !reader.isFreeFrom(at)) {
            Optional<EntryReader.Found> found = reader.at(at);
            if (found.isPresent()) {
                lines.accept(line(found.get()));
                at += found.get().frame().paddedBytes();
            } else {
                Optional<EntryReader.Found> later = reader.firstAfter(ANY, at);
                long end = later.map(EntryReader.Found::position).orElse(file.sizeBytes());
                lines.accept("byte %d: %d bytes that are no entry".formatted(at, end - at));
                at = end;
            }
        }
        if (at < file.sizeBytes()) {
            lines.accept("byte %d: nothing more of this life".formatted(at));
        }
    }

    private String line(EntryReader.Found found) {
        EntryFrame frame = found.frame();
        String place =
                "byte %d: entry %d, after a force of %d"
                        .formatted(found.position(), frame.sequence(), frame.forcedSequence());
        return switch (frame.type()) {
            case EPOCH -> "%s, gives out epoch %d".formatted(place, frame.epoch());
            case SHARD ->
                    "%s, shard %d position %d epoch %d: %s"
                            .formatted(
                                    place,
                                    frame.shard(),
                                    frame.position(),
                                    frame.epoch(),
                                    content.text(ShardEntries.entry(found)));
        };
    }
}
