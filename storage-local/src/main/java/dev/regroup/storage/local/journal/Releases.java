package dev.regroup.storage.local.journal;

import dev.regroup.storage.local.directory.Removals;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes files out of use whose entries no shard needs any more, the oldest first, and has them
/// recycled. For many threads; blocks.
///
/// A file goes only when an entry of a later one has been forced: so there is always a file that
/// tells the sequence and the epochs that the journal has reached. One after the other, each step
/// durable before the next: so what is left is without gaps whenever the power is cut.
final class Releases {
    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);

    /// So many files wait for readers; one more, and the oldest is deleted instead of written over:
    /// readers who have it mapped keep it, others are told that it is not there.
    private static final int WAITING_MAX = 2;

    private final JournalFiles files;
    private final JournalWriter writer;
    private final SpareFiles spares;
    private final Removals removals;
    private final long[] released;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(JournalFile file, long withdrawal) {}

    Releases(
            int shards,
            JournalFiles files,
            JournalWriter writer,
            SpareFiles spares,
            Removals removals) {
        this.released = new long[shards];
        this.removals = removals;
        this.files = files;
        this.writer = writer;
        this.spares = spares;
    }

    /// While it is held, every file that is in use stays.
    ReentrantLock lock() {
        return lock;
    }

    /// What may not be taken out of use now is with a later release.
    void release(int shard, long position) {
        lock.lock();
        try {
            released[shard] = Math.max(released[shard], position);
            if (next().isPresent() || !waiting.isEmpty()) {
                removals.attempt(this::release);
            }
        } finally {
            lock.unlock();
        }
    }

    private void release() {
        for (Optional<JournalFile> next = next(); next.isPresent(); next = next()) {
            files.withdraw(next.get().life());
            waiting.add(new Waiting(next.get(), files.pins().withdraw()));
        }
        recycle();
    }

    private Optional<JournalFile> next() {
        Map.Entry<Long, long[]> oldest = files.oldestEnd();
        if (oldest == null || oldest.getKey() >= writer.forcedLife()) {
            return Optional.empty();
        }
        for (int shard = 0; shard < released.length; shard++) {
            if (released[shard] < oldest.getValue()[shard]) {
                return Optional.empty();
            }
        }
        return Optional.of(files.file(oldest.getKey()));
    }

    /// What fails stays first in the queue, and is tried again with the next release.
    private void recycle() {
        while (!waiting.isEmpty()) {
            Waiting first = waiting.element();
            boolean isFree = files.pins().areGone(first.withdrawal);
            if (!isFree && waiting.size() <= WAITING_MAX) {
                return;
            }
            if (isFree && !files.isGivenUp(first.file.life())) {
                spares.recycle(first.file);
            } else {
                spares.delete(first.file);
            }
            waiting.remove();
            LOG.atDebug().addKeyValue("file", first.file.path()).log("Journal file is free again");
        }
    }

    void close() {
        waiting.forEach(each -> each.file.file().close());
        waiting.clear();
    }
}
