package dev.regroup.storage.local;

import dev.regroup.storage.blob.BlobStore;
import dev.regroup.storage.local.blob.Checkpoints;
import dev.regroup.storage.local.journal.Durability;
import dev.regroup.storage.local.journal.Journal;
import dev.regroup.storage.local.journal.ShardEntries;
import dev.regroup.storage.log.ExtentReader;
import dev.regroup.storage.log.ShardLog;
import dev.regroup.storage.log.ShardLogs;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/// The shards' logs in one journal.
public final class LocalShardLogs implements ShardLogs {
    private final Journal journal;
    private final BlobStore segments;
    private final List<LocalShardLog> logs;
    private final ReentrantLock scanning = new ReentrantLock();

    LocalShardLogs(
            Journal journal,
            BlobStore blobs,
            BlobStore segments,
            Durability durability,
            int shards) {
        this.journal = journal;
        this.segments = segments;
        Checkpoints checkpoints = new Checkpoints(blobs);
        this.logs =
                IntStream.range(0, shards)
                        .mapToObj(shard ->
                                new LocalShardLog(
                                        journal.entriesAtOpen(shard),
                                        this,
                                        checkpoints,
                                        durability))
                        .toList();
    }

    @Override
    public int shards() {
        return logs.size();
    }

    @Override
    public ShardLog log(int shard) {
        return logs.get(shard);
    }

    @Override
    public ExtentReader reader() {
        return journal.reader();
    }

    @Override
    public BlobStore segments() {
        return segments;
    }

    @Override
    public long backlogBytes() {
        return journal.filledBytes();
    }

    @Override
    public void whenBacklogGrows(Runnable listener) {
        journal.whenFilled(listener);
    }

    Journal journal() {
        return journal;
    }

    /// The shard's entries up to now, for its owner of `newEpoch`. A failure takes all shards' logs
    /// from their owners at once: one reading of the journal then serves all that come back.
    ShardEntries entries(LocalShardLog asking, int newEpoch) {
        scanning.lock();
        try {
            ShardEntries known = asking.takeKnownEntries();
            asking.ownedWith(newEpoch);
            return known != null ? known : scan(asking);
        } finally {
            scanning.unlock();
        }
    }

    private ShardEntries scan(LocalShardLog asking) {
        List<ShardEntries> scanned = journal.scan();
        for (LocalShardLog log : logs) {
            if (log.isRefused()) {
                log.know(scanned.get(log.shard()));
            }
        }
        return scanned.get(asking.shard());
    }

    @Override
    public void close() {
        journal.close();
    }
}
