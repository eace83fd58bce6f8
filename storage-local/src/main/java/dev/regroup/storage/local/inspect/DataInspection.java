package dev.regroup.storage.local.inspect;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.local.directory.DataDirectory;
import dev.regroup.storage.local.directory.DataDirectoryException;
import dev.regroup.storage.local.directory.DirectoryLock;
import dev.regroup.storage.local.directory.Identity;
import dev.regroup.storage.local.disk.ReadOnlyDisk;
import dev.regroup.storage.local.journal.EntryContent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// Looks at a data directory from outside, with the readers that recovery uses, and changes
/// nothing.
public final class DataInspection {
    private final List<DataFormat> formats;

    /// @param content what the journal's entries mean
    public DataInspection(EntryContent content) {
        this.formats =
                List.of(
                        new IdentityFormat(),
                        new JournalFormat(content),
                        new CheckpointFormat(content),
                        new SegmentFormat(content));
    }

    /// @param damages how many were found
    /// @param seen what was looked at, in words
    public record Verdict(long damages, List<String> seen) {}

    /// Checks a whole directory while nobody uses it.
    ///
    /// @param damage told of each: path, position, what was expected and what was found
    /// @throws DataDirectoryException if it is in use, or no data directory
    public Verdict check(Path folder, Consumer<String> damage) {
        if (!Files.isDirectory(folder)) {
            throw new DataDirectoryException("%s is not a folder".formatted(folder));
        }
        try (DirectoryLock held = DirectoryLock.hold(folder)) {
            assert held != null;
            return check(new ReadOnlyDisk(folder), damage);
        }
    }

    /// The same on any disk, whoever uses it.
    public Verdict check(Disk disk, Consumer<String> damage) {
        Identity identity = DataDirectory.identity(disk);
        Findings findings = new Findings(damage);
        formats.forEach(format -> format.check(disk, identity, findings));
        return new Verdict(findings.damages(), findings.seen());
    }

    /// Puts one file of a data directory, or all of a directory, into words.
    public void dump(Path what, Consumer<String> lines) {
        Path place = what.toAbsolutePath().normalize();
        if (Files.isDirectory(place)) {
            dump(new ReadOnlyDisk(place), lines);
        } else {
            dumpFile(place, lines);
        }
    }

    void dump(Disk disk, Consumer<String> lines) {
        for (DataFormat format : formats) {
            for (String name : disk.list(format.folder())) {
                if (format.holds(name)) {
                    lines.accept(path(format, name));
                    dump(format, disk, name, line -> lines.accept("  " + line));
                }
            }
        }
    }

    private static void dump(DataFormat format, Disk disk, String name, Consumer<String> lines) {
        try {
            format.dump(disk, name, lines);
        } catch (CorruptDataException e) {
            lines.accept("damaged: " + e.getMessage());
        }
    }

    private static String path(DataFormat format, String name) {
        return format.folder().isEmpty() ? name : format.folder() + "/" + name;
    }

    private void dumpFile(Path file, Consumer<String> lines) {
        String name = String.valueOf(file.getFileName());
        for (DataFormat format : formats) {
            Path top = top(file, format);
            if (format.holds(name) && file.equals(top.resolve(path(format, name)))) {
                dump(format, new ReadOnlyDisk(top), name, lines);
                return;
            }
        }
        throw new StorageException("%s is no file of a data directory".formatted(file));
    }

    /// The data directory, if `file` is of this format.
    private static Path top(Path file, DataFormat format) {
        Path folder = file.resolveSibling("");
        return format.folder().isEmpty() ? folder : folder.resolveSibling("");
    }
}
