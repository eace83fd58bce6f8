package dev.regroup.storage.local.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.regroup.storage.disk.DiskFile;
import dev.regroup.storage.local.blob.LocalBlobStore;
import dev.regroup.storage.local.directory.BackupLock;
import dev.regroup.storage.local.directory.DataDirectory;
import dev.regroup.storage.local.directory.DataDirectoryException;
import dev.regroup.storage.local.disk.LocalDisk;
import dev.regroup.storage.local.disk.ReadOnlyDisk;
import dev.regroup.storage.local.journal.JournalCopy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// Copies a data directory, whether a broker uses it or not: `docs/decisions/0021-backup.md`.
///
/// All that was acknowledged before it began is in the copy; of what came meanwhile each shard has
/// a first part. Nothing in the directory is changed but the file [BackupLock#FILE].
public final class Backup {
    private final Path source;
    private final Path target;
    private long linkedFiles;
    private long copiedFiles;
    private long copiedBytes;

    /// @param linkedFiles that share their blocks with the source
    /// @param copiedFiles the others
    /// @param copiedBytes what was written for them, without the unused rest of journal files
    public record Receipt(long linkedFiles, long copiedFiles, long copiedBytes) {}

    private Backup(Path source, Path target) {
        this.source = source;
        this.target = target;
    }

    /// Blocks, also for as long as the broker takes something away, or another copy is made.
    ///
    /// @param target a folder that is empty or not there
    /// @param verify looks at the copy before it is declared complete, and throws if it is not
    ///   whole
    /// @throws DataDirectoryException if there is nothing to copy, or nowhere to
    public static Receipt take(Path source, Path target, Runnable verify) {
        Path from = source.toAbsolutePath().normalize();
        Path to = target.toAbsolutePath().normalize();
        if (!Files.isDirectory(from)) {
            throw new DataDirectoryException("%s is not a folder".formatted(source));
        }
        if (to.startsWith(from) || from.startsWith(to)) {
            throw new DataDirectoryException(
                    "%s and %s lie within each other".formatted(source, target));
        }
        DataDirectory.identity(new ReadOnlyDisk(from));
        try {
            return new Backup(from, to).take(verify);
        } catch (IOException e) {
            throw new DataDirectoryException("the backup failed: " + e, e);
        }
    }

    private Receipt take(Runnable verify) throws IOException {
        refuseContent();
        Files.createDirectories(target);
        LocalDisk disk = new LocalDisk(target);
        try (DiskFile marker = disk.open(DataDirectory.INCOMPLETE)) {
            marker.write(new ByteBuffer[] {UTF_8.encode("A backup that has not ended.\n")}, 0);
            marker.force();
        }
        disk.forceDirectory("");
        try (BackupLock lock = new BackupLock(source);
                BackupLock.Held held = lock.hold()) {
            assert held != null;
            // First the checkpoints, then the objects that they name, then the journal, which goes
            // back to the checkpoints: nothing of it is released meanwhile.
            linkAll(LocalBlobStore.FOLDER);
            linkAll(LocalBlobStore.SEGMENT_FOLDER);
            JournalCopy.Summary journal = JournalCopy.run(new ReadOnlyDisk(source), disk);
            copiedFiles += journal.files();
            copiedBytes += journal.bytes();
            copy(source.resolve(DataDirectory.FILE), target.resolve(DataDirectory.FILE));
        }
        disk.forceDirectory("");
        verify.run();
        disk.delete(DataDirectory.INCOMPLETE);
        disk.forceDirectory("");
        return new Receipt(linkedFiles, copiedFiles, copiedBytes);
    }

    private void refuseContent() throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        try (Stream<Path> entries = Files.list(target)) {
            if (entries.findAny().isPresent()) {
                throw new DataDirectoryException(
                        "%s is not empty; a backup goes into a folder of its own"
                                .formatted(target));
            }
        }
    }

    /// Files that are written once and never changed, so that a second name is as good as a copy.
    private void linkAll(String folder) throws IOException {
        List<String> names =
                new ReadOnlyDisk(source)
                        .list(folder).stream().filter(LocalBlobStore::isObject).toList();
        if (names.isEmpty()) {
            return;
        }
        Path into = Files.createDirectories(target.resolve(folder));
        for (String name : names) {
            link(source.resolve(folder).resolve(name), into.resolve(name));
        }
        new LocalDisk(target).forceDirectory(folder);
    }

    private void link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
            linkedFiles++;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Another file system, or one without links. If that is not why, the copy says it.
            copy(from, to);
        }
    }

    private void copy(Path from, Path to) throws IOException {
        Files.copy(from, to);
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
            channel.force(true);
            copiedBytes += channel.size();
        }
        copiedFiles++;
    }
}
