package dev.regroup.storage.local.journal;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.disk.DiskFile;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes journal files before they are needed: full of zeros and forced, so that later writes
/// change no length and force little but data.
final class SpareFiles {
    static final String TEMPORARY = ".tmp";

    private static final Logger LOG = LoggerFactory.getLogger(SpareFiles.class);

    private final Disk disk;
    private final JournalConfig config;
    private final Executor background;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<JournalFile> ready = new ArrayDeque<>();
    private long lifeMax;
    private boolean asked;

    SpareFiles(Disk disk, JournalConfig config, Executor background, Recovery.Recovered recovered) {
        this.disk = disk;
        this.config = config;
        this.background = background;
        this.ready.addAll(recovered.blank());
        this.lifeMax = recovered.lifeMax();
    }

    /// A file for immediate use; made on the spot, or waited for, if none is ready.
    JournalFile take() {
        lock.lock();
        try {
            makeOneReady();
            asked = false;
            return ready.remove();
        } finally {
            lock.unlock();
        }
    }

    /// Has a file made in the background unless one is ready. Called by the journal's thread, which
    /// may not wait here for one that is being made.
    void ask() {
        if (asked) {
            return;
        }
        asked = true;
        background.execute(this::prepare);
    }

    private void prepare() {
        lock.lock();
        try {
            makeOneReady();
        } catch (StorageException e) {
            // Not lost: the journal makes one itself when it needs it, and fails if it cannot.
            LOG.atWarn().setMessage("could not prepare a journal file").setCause(e).log();
        } finally {
            lock.unlock();
        }
    }

    private void makeOneReady() {
        if (ready.isEmpty()) {
            ready.add(make());
        }
    }

    private JournalFile make() {
        long sizeBytes = lifeMax == 0 ? config.firstFileBytes() : config.fileBytes();
        long life = lifeMax + 1;
        String name = JournalFile.name(life);
        String temporary = name + TEMPORARY;
        disk.delete(temporary);
        try (DiskFile file = disk.open(temporary)) {
            new JournalFile(life, file, sizeBytes).zero(0, sizeBytes);
            file.force();
        }
        disk.rename(temporary, name);
        disk.forceDirectory(JournalFile.FOLDER);
        lifeMax = life;
        return JournalFile.open(disk, life);
    }

    void close() {
        lock.lock();
        try {
            List.copyOf(ready).forEach(spare -> spare.file().close());
            ready.clear();
        } finally {
            lock.unlock();
        }
    }
}
