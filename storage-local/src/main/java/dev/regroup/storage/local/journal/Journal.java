package dev.regroup.storage.local.journal;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.local.directory.Removals;
import dev.regroup.storage.log.ExtentReader;
import dev.regroup.storage.log.LogEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The journal of one node. Open it, then either [#start] its thread or call [#runOnce] yourself.
///
/// Epochs are given out for the node as a whole: opening makes one durable that serves every
/// shard's first acquisition, so that starting costs one group commit however many shards there
/// are.
public final class Journal implements AutoCloseable {
    private final JournalConfig config;
    private final int shards;
    private final JournalFiles files;
    private final SpareFiles spares;
    private final JournalRoom room;
    private final JournalWriter writer;
    private final Releases releases;
    private final List<ShardEntries> entriesAtOpen;
    private final int epochAtOpen;
    private @Nullable JournalThread thread;

    private Journal(
            Disk disk, JournalConfig config, int shards, Executor background, Removals removals) {
        Recovery.Recovered recovered = Recovery.run(disk, shards);
        this.config = config;
        this.shards = shards;
        this.files = new JournalFiles(config.residentBytes());
        recovered.used().forEach(files::add);
        this.room = new JournalRoom(config.fileBytes());
        for (int i = 0; i < recovered.used().size() - 1; i++) {
            files.end(recovered.used().get(i).file().life(), recovered.scan().ends().get(i));
        }
        this.spares = new SpareFiles(disk, config, background, room, recovered);
        this.writer = new JournalWriter(shards, config, files, spares, recovered);
        this.releases = new Releases(shards, files, writer, spares, removals);
        this.entriesAtOpen = entries(recovered.scan());
        this.epochAtOpen = newEpoch();
    }

    /// Recovers the journal, makes it fit for appending, and makes an epoch durable.
    ///
    /// @param background prepares files; may run tasks on the calling thread
    /// @param removals asked before a file is taken out of use
    public static Journal open(
            Disk disk, JournalConfig config, int shards, Executor background, Removals removals) {
        return new Journal(disk, config, shards, background, removals);
    }

    /// Starts the thread that writes. Without it, whoever opened the journal calls [#runOnce].
    public void start() {
        thread = JournalThread.start(writer);
    }

    /// Commits what has been queued; returns false if nothing was. Not while a thread runs.
    public boolean runOnce() {
        return writer.runOnce();
    }

    /// Tries again to prepare a file, if one is needed that could not be had. A thread does so
    /// every second.
    public void prepareAgain() {
        writer.prepareAgain();
    }

    /// What is left while the disk is full.
    public JournalRoom room() {
        return room;
    }

    /// Queues entries of one owner; never blocks.
    ///
    /// @param firstPosition the shard's position of the first one
    public void append(Owner owner, long firstPosition, List<LogEntry> group) {
        for (LogEntry entry : group) {
            if (entry.sizeBytes() > config.entryBytesMax()) {
                throw new IllegalArgumentException(
                        "entry of %d bytes, at most %d fit a journal file"
                                .formatted(entry.sizeBytes(), config.entryBytesMax()));
            }
        }
        if (refuses(owner.epoch())) {
            throw writer.refusal(owner.shard());
        }
        writer.enqueue(new Queued.Group(owner, firstPosition, List.copyOf(group)));
    }

    /// Whether owners of this epoch can append no longer.
    public boolean refuses(int epoch) {
        return writer.refuses(epoch);
    }

    /// The epoch that opening made durable: above every one given out before.
    public int epochAtOpen() {
        return epochAtOpen;
    }

    /// Makes another epoch durable. After a failure this goes on in a new file, which cuts off what
    /// was not durable; throws if that fails too. Blocks.
    public int newEpoch() {
        return await(new Queued.NewEpoch(new Queued.Outcome()));
    }

    /// Forces everything queued before, whatever the durability. Blocks.
    public void force() {
        await(new Queued.Force(new Queued.Outcome()));
    }

    private int await(Queued.Request request) {
        writer.enqueue(request);
        if (thread == null) {
            while (!request.outcome().isDone()) {
                writer.runOnce();
            }
        } else {
            request.outcome().await();
        }
        return request.outcome().result();
    }

    /// The shard's entries that were there when the journal was opened.
    public ShardEntries entriesAtOpen(int shard) {
        return entriesAtOpen.get(shard);
    }

    /// Reads through the journal up to the last commit; every shard's entries, by shard. Blocks.
    public List<ShardEntries> scan() {
        ReentrantLock lock = releases.lock();
        lock.lock();
        try {
            return entries(JournalScan.upTo(writer.committedSequence(), files.used(), shards));
        } finally {
            lock.unlock();
        }
    }

    /// The shard needs none of its entries up to `position` any more. Files in which no shard needs
    /// any are used again. Blocks.
    public void release(int shard, long position) {
        releases.release(shard, position);
    }

    /// Bytes of the files that have been filled and are needed by a shard.
    public long filledBytes() {
        return files.endedBytes();
    }

    /// From now on, `listener` is called when another file has been filled; on the thread that
    /// writes, so that it must not block.
    public void whenFilled(Runnable listener) {
        files.whenEnded(listener);
    }

    private List<ShardEntries> entries(JournalScan scan) {
        List<ShardEntries> entries = new ArrayList<>();
        for (Locators locators : scan.locators()) {
            entries.add(new ShardEntries(entries.size(), locators, files));
        }
        return List.copyOf(entries);
    }

    public ExtentReader reader() {
        return files;
    }

    /// Commits what is queued, forces it, and closes the files.
    @Override
    public void close() {
        try {
            if (!writer.isBroken()) {
                force();
            }
        } finally {
            if (thread != null) {
                thread.close();
            }
            writer.close(new StorageException("the journal is closed"));
            releases.close();
            spares.close();
            files.close();
        }
    }
}
