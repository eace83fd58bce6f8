package dev.regroup.storage.local.directory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Holds the file `.lock` of a data directory, so that one process at a time uses it. The operating
/// system lets go of it when the process ends, however it ends.
public final class DirectoryLock implements AutoCloseable {
    public static final String FILE = ".lock";

    private final @Nullable FileChannel channel;

    private DirectoryLock(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /// Makes the folder if need be and locks it. A folder with Apache Kafka's data in it is refused
    /// before anything is written.
    public static DirectoryLock take(Path folder) {
        try {
            if (Files.isDirectory(folder)) {
                refuseKafkaData(folder);
            }
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve(FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            if (tryLock(channel, false) == null) {
                String holder = holder(channel);
                channel.close();
                throw new DataDirectoryException(
                        "%s is in use by another process%s".formatted(folder, holder));
            }
            writePid(channel);
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new DataDirectoryException("%s cannot be used: %s".formatted(folder, e), e);
        }
    }

    /// Keeps a folder from being used while somebody looks at it, without changing it. Several may
    /// look at a time.
    public static DirectoryLock hold(Path folder) {
        try {
            if (!Files.exists(folder.resolve(FILE))) {
                // Whoever uses a folder has made this file: nobody does, as of a copy.
                return new DirectoryLock(null);
            }
            FileChannel channel = FileChannel.open(folder.resolve(FILE), StandardOpenOption.READ);
            if (tryLock(channel, true) == null) {
                String holder = holder(channel);
                channel.close();
                throw new DataDirectoryException(
                        "%s is in use by another process%s; stop it first"
                                .formatted(folder, holder));
            }
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new DataDirectoryException("%s cannot be used: %s".formatted(folder, e), e);
        }
    }

    private static void refuseKafkaData(Path folder) throws IOException {
        String sign = KafkaData.signIn(folder).orElse("");
        if (!sign.isEmpty()) {
            throw new DataDirectoryException(
                    "%s holds Apache Kafka's data (%s); nothing in it was touched. Choose another"
                                    .formatted(folder, sign)
                            + " directory");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel, boolean isShared)
            throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, isShared);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        String text = US_ASCII.decode(pid.flip()).toString().strip();
        return text.matches("[0-9]+") ? ", pid " + text : "";
    }

    private static void writePid(FileChannel channel) throws IOException {
        channel.truncate(0);
        channel.write(US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new DataDirectoryException("the lock cannot be released: " + e, e);
        }
    }
}
