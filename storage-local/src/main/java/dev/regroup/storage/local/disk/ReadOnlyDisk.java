package dev.regroup.storage.local.disk;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A folder of the file system that is only looked at: whatever would change it is refused, and a
/// file that is not there cannot be opened.
public final class ReadOnlyDisk implements Disk {
    private final Path root;
    private final LocalDisk disk;

    /// @param root a folder that exists
    public ReadOnlyDisk(Path root) {
        this.root = root;
        this.disk = new LocalDisk(root);
    }

    @Override
    public DiskFile open(String name) {
        Path path = root.resolve(name);
        try {
            return new ReadOnlyFile(path, FileChannel.open(path, StandardOpenOption.READ));
        } catch (IOException e) {
            throw LocalDisk.failed("open", path, e);
        }
    }

    @Override
    public boolean exists(String name) {
        return disk.exists(name);
    }

    @Override
    public List<String> list(String folder) {
        return Files.isDirectory(root.resolve(folder)) ? disk.list(folder) : List.of();
    }

    @Override
    public OptionalLong usableBytes() {
        return OptionalLong.empty();
    }

    @Override
    public void rename(String from, String to) {
        throw refused(from);
    }

    @Override
    public void delete(String name) {
        throw refused(name);
    }

    @Override
    public void forceDirectory(String folder) {
        throw refused(folder);
    }

    private static StorageException refused(Object name) {
        return new StorageException("%s is only looked at".formatted(name));
    }

    private record ReadOnlyFile(Path path, FileChannel channel) implements DiskFile {
        @Override
        public String name() {
            return path.toString();
        }

        @Override
        public long sizeBytes() {
            try {
                return channel.size();
            } catch (IOException e) {
                throw LocalDisk.failed("size", path, e);
            }
        }

        @Override
        public int read(ByteBuffer target, long positionBytes) {
            int start = target.position();
            try {
                int count = 0;
                while (target.hasRemaining() && count >= 0) {
                    count = channel.read(target, positionBytes + target.position() - start);
                }
            } catch (IOException e) {
                throw LocalDisk.failed("read", path, e);
            }
            return target.position() - start;
        }

        @Override
        public void write(ByteBuffer[] sources, long positionBytes) {
            throw refused(path);
        }

        @Override
        public void force() {
            throw refused(path);
        }

        @Override
        public Optional<ByteBuffer> map(long lengthBytes) {
            return Optional.empty();
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw LocalDisk.failed("close", path, e);
            }
        }
    }
}
