package dev.regroup.storage.local.disk;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.StorageFullException;
import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder of the file system. Sub-folders appear when a file in them is first opened, and are
/// durable from then on.
public final class LocalDisk implements Disk {
    private static final List<String> NO_SPACE =
            List.of("No space left on device", "Disk quota exceeded");

    private final Path root;

    /// @param root a folder that exists
    public LocalDisk(Path root) {
        this.root = root;
    }

    @Override
    public DiskFile open(String name) {
        Path path = path(name);
        try {
            createFolder(path.getParent());
            return new LocalFile(path);
        } catch (IOException e) {
            throw failed("open", path, e);
        }
    }

    private void createFolder(@Nullable Path folder) throws IOException {
        if (folder == null || Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (!folder.equals(root) && parent != null) {
            createFolder(parent);
            Files.createDirectory(folder);
            forceFolder(parent);
        }
    }

    @Override
    public boolean exists(String name) {
        return Files.isRegularFile(path(name));
    }

    @Override
    public List<String> list(String folder) {
        Path path = path(folder);
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(Files::isRegularFile)
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw failed("list", path, e);
        }
    }

    @Override
    public void rename(String from, String to) {
        try {
            Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed("rename to " + to, path(from), e);
        }
    }

    @Override
    public void delete(String name) {
        try {
            Files.deleteIfExists(path(name));
        } catch (IOException e) {
            throw failed("delete", path(name), e);
        }
    }

    @Override
    public void forceDirectory(String folder) {
        Path path = path(folder);
        try {
            forceFolder(path);
        } catch (IOException e) {
            throw failed("force", path, e);
        }
    }

    @Override
    public OptionalLong usableBytes() {
        try {
            return OptionalLong.of(Files.getFileStore(root).getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path path(String name) {
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root)) {
            throw new IllegalArgumentException("'%s' leaves the folder %s".formatted(name, root));
        }
        return path;
    }

    static StorageException failed(String what, Path path, IOException cause) {
        String message = "%s of %s failed: %s".formatted(what, path, cause);
        // The platform tells the two apart by its own words only.
        boolean full = NO_SPACE.stream().anyMatch(String.valueOf(cause.getMessage())::contains);
        return full
                ? new StorageFullException(message, cause)
                : new StorageException(message, cause);
    }
}
