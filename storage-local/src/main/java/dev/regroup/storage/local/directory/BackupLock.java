package dev.regroup.storage.local.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file `backup.lock` of a data directory. Who copies the directory holds it meanwhile; who
/// uses the directory holds it while taking something away. The operating system lets go of it when
/// a process ends, however it ends. For many threads.
public final class BackupLock implements Removals, AutoCloseable {
    public static final String FILE = "backup.lock";

    private static final Logger LOG = LoggerFactory.getLogger(BackupLock.class);
    private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Path folder;
    private final FileChannel channel;
    private final ReentrantLock ours = new ReentrantLock();

    /// Opens the lock of a folder that exists, without taking it.
    public BackupLock(Path folder) {
        this.folder = folder;
        try {
            this.channel =
                    FileChannel.open(
                            folder.resolve(FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean attempt(Runnable removal) {
        ours.lock();
        try {
            Optional<FileLock> taken = tryTake();
            if (taken.isEmpty()) {
                return false;
            }
            try {
                removal.run();
            } finally {
                release(taken.get());
            }
            return true;
        } finally {
            ours.unlock();
        }
    }

    /// The lock, taken.
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /// Takes the lock, for as long as the result is open. Waits for whoever has it.
    public Held hold() {
        FileLock taken = await();
        return () -> release(taken);
    }

    /// Runs what makes the directory fit for use, when nobody copies it.
    public <T> T whenFree(Supplier<T> opening) {
        Optional<FileLock> taken = tryTake();
        if (taken.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("folder", folder)
                    .log("Waiting for a backup of the data directory to end");
        }
        FileLock held = taken.orElseGet(this::await);
        try {
            return opening.get();
        } finally {
            release(held);
        }
    }

    private FileLock await() {
        Optional<FileLock> taken = tryTake();
        while (taken.isEmpty()) {
            // A blocking call could not be told from a process that hangs, and would refuse to wait
            // for another user within this one.
            LockSupport.parkNanos(LOOK_AGAIN_NS);
            if (Thread.currentThread().isInterrupted()) {
                throw new DataDirectoryException(
                        "interrupted while waiting for %s".formatted(folder.resolve(FILE)));
            }
            taken = tryTake();
        }
        return taken.get();
    }

    private Optional<FileLock> tryTake() {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void release(FileLock taken) {
        try {
            taken.release();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private DataDirectoryException failed(IOException cause) {
        return new DataDirectoryException(
                "%s cannot be locked: %s".formatted(folder.resolve(FILE), cause), cause);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
