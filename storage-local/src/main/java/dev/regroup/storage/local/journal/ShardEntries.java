package dev.regroup.storage.local.journal;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.log.ShardLog;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One shard's entries in the journal, as a scan found them.
public final class ShardEntries {
    private final int shard;
    private final Locators locators;
    private final JournalFiles files;

    ShardEntries(int shard, Locators locators, JournalFiles files) {
        this.shard = shard;
        this.locators = locators;
        this.files = files;
    }

    public int shard() {
        return shard;
    }

    public boolean isEmpty() {
        return locators.isEmpty();
    }

    /// The first entry's position; 1 if there are no entries.
    public long firstPosition() {
        return locators.firstPosition();
    }

    /// The last entry's position; 0 if there are no entries.
    public long lastPosition() {
        return locators.lastPosition();
    }

    /// Hands over the entries after `position`, in order. Reads only these.
    public void replayAfter(long position, ShardLog.Replay replay) {
        long life = -1;
        @Nullable EntryReader reader = null;
        for (long next = Math.max(position + 1, firstPosition()); next <= lastPosition(); next++) {
            if (reader == null || locators.life(next) != life) {
                life = locators.life(next);
                reader = EntryReader.forReplay(files.file(life));
            }
            replay.entry(read(reader, life, next));
        }
    }

    private ShardLog.Replayed read(EntryReader reader, long life, long position) {
        long offset = locators.offset(position);
        EntryReader.Found found =
                reader.at(offset)
                        .filter(f -> f.frame().shard() == shard)
                        .filter(f -> f.frame().position() == position)
                        .orElseThrow(() -> changed(life, offset, position));
        EntryFrame frame = found.frame();
        Extent body = new Extent(life, offset + frame.bodyOffset(), frame.bodyBytes());
        return new ShardLog.Replayed(position, frame.epoch(), entry(found), body);
    }

    /// What an entry carries; valid as long as what was found.
    static LogEntry entry(EntryReader.Found found) {
        EntryFrame frame = found.frame();
        ByteBuffer bytes = found.bytes();
        return new LogEntry(
                frame.kind(),
                bytes.slice(EntryFrame.BYTES, frame.headerBytes()).asReadOnlyBuffer(),
                bytes.slice(frame.bodyOffset(), frame.bodyBytes()).asReadOnlyBuffer());
    }

    private CorruptDataException changed(long life, long offset, long position) {
        return new CorruptDataException(
                files.file(life).path(),
                offset,
                "entry %d of shard %d, seen there before".formatted(position, shard),
                "something else");
    }
}
