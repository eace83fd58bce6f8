package dev.regroup.storage.memory;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.log.ShardLog;
import dev.regroup.storage.memory.MemoryLogStore.Checkpoint;
import dev.regroup.storage.memory.MemoryLogStore.Stored;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One node's view of one shard's log in memory.
final class MemoryShardLog implements ShardLog {
    private final int shard;
    private final MemoryLogStore store;
    private int epoch;
    private @Nullable Listener owner;

    MemoryShardLog(int shard, MemoryLogStore store) {
        this.shard = shard;
        this.store = store;
    }

    @Override
    public int shard() {
        return shard;
    }

    @Override
    public Acquired acquire(Replay replay, Listener listener) {
        return MemoryShardLogs.locked(store, () -> takeOver(replay, listener));
    }

    private Acquired takeOver(Replay replay, Listener listener) {
        epoch = store.takeOver(shard);
        long from = 0;
        Checkpoint checkpoint = store.checkpoint(shard);
        if (checkpoint != null) {
            from = checkpoint.position();
            replay.checkpoint(from, checkpoint.state().duplicate());
        }
        for (Map.Entry<Long, Stored> entry : store.durableAfter(shard, from).entrySet()) {
            Stored stored = entry.getValue();
            replay.entry(
                    new Replayed(
                            entry.getKey(), stored.epoch(), copyOf(stored.entry()), stored.body()));
        }
        owner = listener;
        return new Acquired(epoch, store.durablePosition(shard));
    }

    private static LogEntry copyOf(LogEntry entry) {
        return new LogEntry(entry.kind(), entry.header().duplicate(), entry.body().duplicate());
    }

    @Override
    public long append(List<LogEntry> group) {
        if (group.isEmpty()) {
            throw new IllegalArgumentException("a group of no entries");
        }
        return MemoryShardLogs.locked(
                store,
                () -> {
                    Listener listener = owner;
                    if (listener == null) {
                        throw new StorageException(
                                "shard %d has not been acquired".formatted(shard));
                    }
                    return store.append(shard, epoch, listener, group);
                });
    }

    @Override
    public boolean hasRoom(Use use, long bytes) {
        return true;
    }

    @Override
    public void checkpoint(long position, ByteBuffer state) {
        store.lock.lock();
        try {
            store.checkpoint(shard, new Checkpoint(position, MemoryBytes.copy(state)));
        } finally {
            store.lock.unlock();
        }
    }

    @Override
    public void release(long position) {
        store.lock.lock();
        try {
            store.release(shard, position);
        } finally {
            store.lock.unlock();
        }
    }

    @Override
    public Optional<Long> checkpointPosition() {
        return MemoryShardLogs.locked(
                store,
                () -> Optional.ofNullable(store.checkpoint(shard)).map(Checkpoint::position));
    }
}
