package dev.regroup.storage.local.journal;

import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.disk.DiskFile;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One journal file: a disk's file and the number of its life.
///
/// @param life unique among all uses of all files of a journal, ascending; also the name
record JournalFile(long life, DiskFile file, long sizeBytes) {
    static final String FOLDER = "journal";

    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})\\.log");

    static JournalFile open(Disk disk, long life) {
        DiskFile file = disk.open(name(life));
        return new JournalFile(life, file, file.sizeBytes());
    }

    static String name(long life) {
        return "%s/%016x.log".formatted(FOLDER, life);
    }

    /// The life that a file's name in the journal's folder tells; empty for another file.
    static OptionalLong lifeOf(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? OptionalLong.of(Long.parseUnsignedLong(matcher.group(1), 16))
                : OptionalLong.empty();
    }

    /// The disk's name of the file, for messages.
    String path() {
        return file.name();
    }

    int read(ByteBuffer target, long position) {
        return file.read(target, position);
    }

    /// Writes zeros over `[from, to)`, without forcing.
    void zero(long from, long to) {
        ByteBuffer zeros =
                ByteBuffer.allocateDirect((int) Math.min(1 << 20, Math.max(to - from, 1)));
        long position = from;
        while (position < to) {
            ByteBuffer part = zeros.slice(0, (int) Math.min(zeros.capacity(), to - position));
            long length = part.remaining();
            file.write(new ByteBuffer[] {part}, position);
            position += length;
        }
    }
}
