package dev.regroup.storage.local;

import dev.regroup.storage.blob.BlobStore;
import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.local.blob.LocalBlobStore;
import dev.regroup.storage.local.directory.BackupLock;
import dev.regroup.storage.local.directory.DataDirectory;
import dev.regroup.storage.local.directory.DirectoryLock;
import dev.regroup.storage.local.directory.Identity;
import dev.regroup.storage.local.directory.Removals;
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
    private final @Nullable Locks locks;

    /// What a process has of a directory that it uses.
    private record Locks(DirectoryLock directory, BackupLock backups) {
        static Locks take(Path folder) {
            DirectoryLock directory = DirectoryLock.take(folder);
            boolean opened = false;
            try {
                Locks locks = new Locks(directory, new BackupLock(folder));
                opened = true;
                return locks;
            } finally {
                if (!opened) {
                    directory.close();
                }
            }
        }

        void close() {
            try {
                backups.close();
            } finally {
                directory.close();
            }
        }
    }

    private LocalStorage(
            Disk disk,
            LocalOptions options,
            Identity ifNew,
            Executor background,
            @Nullable Locks locks) {
        Removals removals = locks == null ? Removals.ALWAYS : locks.backups;
        this.identity = DataDirectory.open(disk, ifNew);
        this.journal =
                Journal.open(disk, options.journal(), identity.shards(), background, removals);
        this.blobs = new LocalBlobStore(disk, LocalBlobStore.FOLDER, removals);
        this.logs =
                new LocalShardLogs(
                        journal,
                        blobs,
                        new LocalBlobStore(disk, LocalBlobStore.SEGMENT_FOLDER, removals),
                        options.journal().durability(),
                        identity.shards());
        this.locks = locks;
    }

    /// Locks the directory, makes it if need be, recovers it, and starts the journal's thread.
    /// Waits for a backup of it to end.
    ///
    /// @param background prepares journal files
    public static LocalStorage open(Path folder, LocalOptions options, Executor background) {
        Locks locks = Locks.take(folder);
        boolean opened = false;
        try {
            Identity ifNew =
                    new Identity(Identity.newClusterId(), options.nodeId(), options.shardsIfNew());
            LocalDisk disk = new LocalDisk(folder);
            LocalStorage storage =
                    locks.backups.whenFree(
                            () -> new LocalStorage(disk, options, ifNew, background, locks));
            storage.journal.start();
            opened = true;
            return storage;
        } finally {
            if (!opened) {
                locks.close();
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
            if (locks != null) {
                locks.close();
            }
        }
    }
}
