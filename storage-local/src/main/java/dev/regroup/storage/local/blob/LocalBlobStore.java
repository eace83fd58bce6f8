package dev.regroup.storage.local.blob;

import dev.regroup.storage.blob.BlobStore;
import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.disk.DiskFile;
import dev.regroup.storage.local.directory.Removals;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// Objects as files of one folder; a key's `/` is written `+`, so that one folder holds them all
/// and one listing finds them. An object is written under a temporary name, forced, and renamed;
/// the rename is made durable before `putIfAbsent` returns. Safe for use by many threads.
public final class LocalBlobStore implements BlobStore {
    public static final String FOLDER = "blob";

    /// The folder of the store for settled batches.
    public static final String SEGMENT_FOLDER = "segment";

    private static final String TEMPORARY = "+tmp+";

    private final Disk disk;
    private final String folder;
    private final Removals removals;
    private final ReentrantLock naming = new ReentrantLock();

    /// Objects that are to be deleted and could not be yet. Lost with the process: whoever put them
    /// finds them again, and that nobody needs them.
    private final Set<String> condemned = ConcurrentHashMap.newKeySet();

    private long temporaries;

    /// The store in the folder `blob`.
    public LocalBlobStore(Disk disk) {
        this(disk, FOLDER, Removals.ALWAYS);
    }

    /// Removes what a crash left half written.
    public LocalBlobStore(Disk disk, String folder, Removals removals) {
        this.disk = disk;
        this.folder = folder;
        this.removals = removals;
        for (String name : disk.list(folder)) {
            if (name.startsWith(TEMPORARY)) {
                disk.delete(path(name));
            }
        }
    }

    @Override
    public boolean putIfAbsent(String key, ByteBuffer content) {
        String path = path(fileName(BlobStore.checkKey(key)));
        if (disk.exists(path)) {
            // Whoever put it may not have made its name durable yet.
            disk.forceDirectory(folder);
            return false;
        }
        String temporary = nextTemporary();
        try (DiskFile file = disk.open(temporary)) {
            file.write(new ByteBuffer[] {content.duplicate()}, 0);
            file.force();
        }
        return publish(temporary, path);
    }

    /// Whether a file of a store's folder is an object: written once, and never changed.
    public static boolean isObject(String fileName) {
        return !fileName.startsWith(TEMPORARY);
    }

    private String nextTemporary() {
        naming.lock();
        try {
            return path(TEMPORARY + temporaries++);
        } finally {
            naming.unlock();
        }
    }

    private boolean publish(String temporary, String path) {
        naming.lock();
        try {
            if (disk.exists(path)) {
                disk.delete(temporary);
                return false;
            }
            condemned.remove(path);
            disk.rename(temporary, path);
            disk.forceDirectory(folder);
            return true;
        } finally {
            naming.unlock();
        }
    }

    @Override
    public Optional<ByteBuffer> get(String key, long position, int lengthBytes) {
        BlobStore.checkRange(position, lengthBytes);
        String path = path(fileName(BlobStore.checkKey(key)));
        if (!disk.exists(path)) {
            return Optional.empty();
        }
        try (DiskFile file = disk.open(path)) {
            long available = Math.max(0, file.sizeBytes() - position);
            ByteBuffer target = ByteBuffer.allocate((int) Math.min(lengthBytes, available));
            file.read(target, position);
            return Optional.of(target.flip());
        }
    }

    @Override
    public Optional<Long> lengthBytes(String key) {
        String path = path(fileName(BlobStore.checkKey(key)));
        if (!disk.exists(path)) {
            return Optional.empty();
        }
        try (DiskFile file = disk.open(path)) {
            return Optional.of(file.sizeBytes());
        }
    }

    /// Deletes the object, or notes that it has to be: then it goes with a later one.
    @Override
    public void delete(String key) {
        condemned.add(path(fileName(BlobStore.checkKey(key))));
        removals.attempt(() ->
                condemned.removeIf(path -> {
                    disk.delete(path);
                    return true;
                }));
    }

    @Override
    public List<String> list(String prefix) {
        return disk.list(folder).stream()
                .filter(LocalBlobStore::isObject)
                .map(name -> name.replace('+', '/'))
                .filter(key -> key.startsWith(prefix))
                .sorted()
                .toList();
    }

    private static String fileName(String key) {
        return key.replace('/', '+');
    }

    private String path(String name) {
        return folder + "/" + name;
    }
}
