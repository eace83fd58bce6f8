package dev.regroup.storage.local;

import dev.regroup.storage.blob.BlobStore;
import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.local.blob.LocalBlobStore;
import dev.regroup.storage.local.directory.DataDirectory;
import dev.regroup.storage.local.directory.DirectoryLock;
import dev.regroup.storage.local.directory.Identity;
import dev.regroup.storage.local.disk.LocalDisk;
import dev.regroup.storage.local.journal.Journal;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A node's storage in one directory.
public final class LocalStorage implements AutoCloseable {
    private final Identity identity;
    private final Journal journal;
    private final BlobStore blobs;
    private final LocalShardLogs logs;
    private final @Nullable DirectoryLock lock;

    private LocalStorage(
            Disk disk,
            LocalOptions options,
            Identity ifNew,
            Executor background,
            @Nullable DirectoryLock lock) {
        this.identity = DataDirectory.open(disk, ifNew);
        this.journal = Journal.open(disk, options.journal(), identity.shards(), background);
        this.blobs = new LocalBlobStore(disk);
        this.logs =
                new LocalShardLogs(
                        journal,
                        blobs,
                        new LocalBlobStore(disk, LocalBlobStore.SEGMENT_FOLDER),
                        options.journal().durability(),
                        identity.shards());
        this.lock = lock;
    }

    /// Locks the directory, makes it if need be, recovers it, and starts the journal's thread.
    ///
    /// @param background prepares journal files
    public static LocalStorage open(Path folder, LocalOptions options, Executor background) {
        DirectoryLock lock = DirectoryLock.take(folder);
        boolean opened = false;
        try {
            Identity ifNew =
                    new Identity(Identity.newClusterId(), options.nodeId(), options.shardsIfNew());
            LocalStorage storage =
                    new LocalStorage(new LocalDisk(folder), options, ifNew, background, lock);
            storage.journal.start();
            opened = true;
            return storage;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /// Opens storage on any disk, without a lock and without a thread: the caller steps
    /// `journal().runOnce()`, and files are prepared within it.
    public static LocalStorage openStepped(Disk disk, LocalOptions options, String clusterIdIfNew) {
        Identity ifNew = new Identity(clusterIdIfNew, options.nodeId(), options.shardsIfNew());
        return new LocalStorage(disk, options, ifNew, Runnable::run, null);
    }

    public Identity identity() {
        return identity;
    }

    public LocalShardLogs logs() {
        return logs;
    }

    public BlobStore blobs() {
        return blobs;
    }

    public Journal journal() {
        return journal;
    }

    /// Makes what was appended durable and lets go of the directory.
    @Override
    public void close() {
        try {
            logs.close();
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }
}
