package dev.regroup.storage.local;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.local.blob.Checkpoint;
import dev.regroup.storage.local.blob.Checkpoints;
import dev.regroup.storage.local.journal.Durability;
import dev.regroup.storage.local.journal.Journal;
import dev.regroup.storage.local.journal.Owner;
import dev.regroup.storage.local.journal.ShardEntries;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.log.ShardLog;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One shard's log in the journal.
final class LocalShardLog implements ShardLog {
    private final int shard;
    private final LocalShardLogs logs;
    private final Journal journal;
    private final Checkpoints checkpoints;
    private final Durability durability;
    private @Nullable ShardEntries known;
    private volatile int epoch;
    private volatile @Nullable Owner owner;
    private long appendedPosition;
    private volatile long durablePosition;
    private volatile long checkpointPosition;

    LocalShardLog(
            ShardEntries atOpen,
            LocalShardLogs logs,
            Checkpoints checkpoints,
            Durability durability) {
        this.shard = atOpen.shard();
        this.known = atOpen;
        this.logs = logs;
        this.journal = logs.journal();
        this.checkpoints = checkpoints;
        this.durability = durability;
    }

    @Override
    public int shard() {
        return shard;
    }

    /// Whether nobody can have appended since the journal failed last, or since it was opened.
    boolean isRefused() {
        return journal.refuses(epoch);
    }

    /// From here on, entries may be appended that no earlier scan has seen.
    void ownedWith(int newEpoch) {
        epoch = newEpoch;
    }

    /// Entries that a scan found while nobody could append; once.
    @Nullable ShardEntries takeKnownEntries() {
        ShardEntries entries = known;
        known = null;
        return entries;
    }

    void know(ShardEntries entries) {
        known = entries;
    }

    @Override
    public Acquired acquire(Replay replay, Listener listener) {
        owner = null;
        boolean first = epoch == 0 && !journal.refuses(journal.epochAtOpen());
        int newEpoch = first ? journal.epochAtOpen() : journal.newEpoch();
        ShardEntries entries = logs.entries(this, newEpoch);
        long position = replay(entries, replay);
        appendedPosition = position;
        durablePosition = position;
        owner = new Owner(shard, newEpoch, new Following(listener));
        return new Acquired(newEpoch, position);
    }

    private long replay(ShardEntries entries, Replay replay) {
        Optional<Checkpoint> checkpoint = checkpoints.newest(shard);
        long from = checkpoint.map(Checkpoint::position).orElse(0L);
        if (!entries.isEmpty() && entries.lastPosition() < from) {
            throw missing(from, "the last position is " + entries.lastPosition());
        }
        if (!entries.isEmpty() && entries.firstPosition() > from + 1) {
            throw missing(from + 1, "the first position is " + entries.firstPosition());
        }
        checkpointPosition = from;
        checkpoint.ifPresent(found -> replay.checkpoint(found.position(), found.state()));
        entries.replayAfter(from, replay);
        return Math.max(from, entries.lastPosition());
    }

    private CorruptDataException missing(long position, String found) {
        return new CorruptDataException(
                "journal", 0, "position %d of shard %d".formatted(position, shard), found);
    }

    @Override
    public long append(List<LogEntry> group) {
        if (group.isEmpty()) {
            throw new IllegalArgumentException("a group of no entries");
        }
        Owner current = owner;
        if (current == null) {
            throw new StorageException("shard %d has not been acquired".formatted(shard));
        }
        journal.append(current, appendedPosition + 1, group);
        appendedPosition += group.size();
        return appendedPosition;
    }

    @Override
    public boolean hasRoom(Use use, long bytes) {
        return journal.room().has(use, bytes);
    }

    @Override
    public void checkpoint(long position, ByteBuffer state) {
        Owner current = owner;
        if (current == null || position < 0 || position > durablePosition) {
            throw new IllegalArgumentException(
                    "shard %d: checkpoint at %d, expected at most the durable position %d"
                            .formatted(shard, position, durablePosition));
        }
        if (position <= checkpointPosition) {
            return;
        }
        if (durability == Durability.OS) {
            // A checkpoint must not outlive the entries that it stands for.
            journal.force();
        }
        checkpoints.store(new Checkpoint(shard, position, current.epoch(), state));
        checkpointPosition = position;
    }

    @Override
    public void release(long position) {
        if (position > checkpointPosition) {
            throw new IllegalArgumentException(
                    "shard %d: release up to %d, the checkpoint is at %d"
                            .formatted(shard, position, checkpointPosition));
        }
        journal.release(shard, position);
    }

    @Override
    public Optional<Long> checkpointPosition() {
        return Optional.of(checkpointPosition).filter(position -> position > 0);
    }

    /// Notes the durable position on its way to the owner.
    private final class Following implements Listener {
        private final Listener listener;

        Following(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void durable(long position, List<Extent> bodies) {
            durablePosition = position;
            listener.durable(position, bodies);
        }

        @Override
        public void failed(StorageException cause) {
            listener.failed(cause);
        }
    }
}
