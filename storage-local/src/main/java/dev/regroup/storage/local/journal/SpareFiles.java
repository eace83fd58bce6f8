package dev.regroup.storage.local.journal;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.StorageFullException;
import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.disk.DiskFile;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes journal files before they are needed: full of zeros and forced, so that later writes
/// change no length and force little but data.
final class SpareFiles {
    static final String TEMPORARY = ".tmp";

    /// So many files wait to be used; further ones that come free are deleted. At the end all but
    /// one are, since a start reads those that it finds.
    private static final int READY_MAX = 4;

    private static final Logger LOG = LoggerFactory.getLogger(SpareFiles.class);

    private final Disk disk;
    private final JournalConfig config;
    private final Executor background;
    private final JournalRoom room;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<JournalFile> ready = new ArrayDeque<>();
    private final AtomicBoolean isPreparing = new AtomicBoolean();
    private long lifeMax;
    private volatile boolean isNoneReady;
    private volatile boolean isAwaited;

    SpareFiles(
            Disk disk,
            JournalConfig config,
            Executor background,
            JournalRoom room,
            Recovery.Recovered recovered) {
        this.disk = disk;
        this.config = config;
        this.background = background;
        this.room = room;
        this.ready.addAll(recovered.free());
        this.isNoneReady = ready.isEmpty();
        this.lifeMax = recovered.lifeMax();
    }

    /// A file for immediate use; made on the spot, or waited for, if none is ready.
    JournalFile take() {
        lock.lock();
        try {
            makeOneReady();
            JournalFile taken = ready.remove();
            isNoneReady = ready.isEmpty();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    JournalRoom room() {
        return room;
    }

    /// Has a file made in the background unless one is ready. Called by the journal's thread, which
    /// may not wait here for one that is being made.
    void ask() {
        if (isAwaited || !isNoneReady) {
            return;
        }
        isAwaited = true;
        prepareInBackground();
    }

    /// Whether a file was asked for and is not there yet, so that [#askAgain] is due in a while.
    boolean isAwaited() {
        return isAwaited;
    }

    /// Tries again to make a file that could not be made, unless it is being made.
    void askAgain() {
        if (isAwaited) {
            prepareInBackground();
        }
    }

    private void prepareInBackground() {
        if (isPreparing.compareAndSet(false, true)) {
            background.execute(this::prepare);
        }
    }

    private void prepare() {
        lock.lock();
        try {
            makeOneReady();
        } catch (StorageException e) {
            // Not lost: the journal makes one itself when it needs it, and refuses if it cannot.
            LOG.atDebug().setMessage("journal file still missing").setCause(e).log();
        } finally {
            isPreparing.set(false);
            lock.unlock();
        }
    }

    /// Gives a file another life that nobody needs any more, or deletes it if there are enough of
    /// them. After a failure it may be deleted all the same.
    void recycle(JournalFile free) {
        lock.lock();
        try {
            if (ready.size() >= READY_MAX || free.sizeBytes() != config.fileBytes()) {
                delete(free);
                return;
            }
            long life = ++lifeMax;
            disk.rename(JournalFile.name(free.life()), JournalFile.name(life));
            disk.forceDirectory(JournalFile.FOLDER);
            free.file().close();
            ready.add(JournalFile.open(disk, life));
            isNoneReady = false;
            isAwaited = false;
            room.grows();
        } catch (StorageException e) {
            LOG.atWarn()
                    .addKeyValue("file", free.path())
                    .setCause(e)
                    .log("could not recycle a journal file");
            delete(free);
        } finally {
            lock.unlock();
        }
    }

    /// Removes a file that nobody needs any more. May be done again after a failure.
    void delete(JournalFile free) {
        disk.delete(JournalFile.name(free.life()));
        disk.forceDirectory(JournalFile.FOLDER);
        free.file().close();
    }

    private void makeOneReady() {
        if (!ready.isEmpty()) {
            return;
        }
        OptionalLong usableBytes = OptionalLong.empty();
        try {
            usableBytes = disk.usableBytes();
            ready.add(make(usableBytes));
            isNoneReady = false;
            isAwaited = false;
            room.grows();
        } catch (StorageException e) {
            if (room.stopsGrowing(usableBytes)) {
                LOG.atWarn().setMessage("could not prepare a journal file").setCause(e).log();
            }
            throw e;
        }
    }

    private JournalFile make(OptionalLong usableBytes) {
        long sizeBytes = lifeMax == 0 ? config.firstFileBytes() : config.fileBytes();
        long life = lifeMax + 1;
        String name = JournalFile.name(life);
        String temporary = name + TEMPORARY;
        disk.delete(temporary);
        refuseIfTooLarge(sizeBytes, usableBytes);
        try (DiskFile file = disk.open(temporary)) {
            new JournalFile(life, file, sizeBytes).zero(0, sizeBytes);
            file.force();
        } catch (StorageException e) {
            discard(temporary, e);
            throw e;
        }
        disk.rename(temporary, name);
        disk.forceDirectory(JournalFile.FOLDER);
        lifeMax = life;
        return JournalFile.open(disk, life);
    }

    /// Spares a disk that is nearly full from being filled to its end, and others with it.
    private static void refuseIfTooLarge(long sizeBytes, OptionalLong usableBytes) {
        if (usableBytes.isPresent() && usableBytes.getAsLong() < sizeBytes) {
            throw new StorageFullException(
                    "a journal file needs %d bytes, the disk has %d left"
                            .formatted(sizeBytes, usableBytes.getAsLong()));
        }
    }

    /// What is there of a file that could not be made takes space that others lack.
    private void discard(String temporary, StorageException because) {
        try {
            disk.delete(temporary);
        } catch (StorageException e) {
            because.addSuppressed(e);
        }
    }

    void close() {
        lock.lock();
        try {
            List.copyOf(ready).forEach(spare -> spare.file().close());
            ready.stream().skip(1).forEach(spare -> disk.delete(JournalFile.name(spare.life())));
            ready.clear();
        } finally {
            lock.unlock();
        }
    }
}
