package dev.regroup.storage.memory;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.log.ShardLog.Listener;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What all nodes on one store in memory share: the durable entries of each shard, the owner's
/// epoch, and what waits to become durable, in the order of append over all shards.
///
/// Everything happens under one lock, listeners are called within it: they must only hand on.
final class MemoryLogStore {
    record Stored(int epoch, LogEntry entry, Extent body) {}

    record Checkpoint(long position, ByteBuffer state) {}

    private record Waiting(int shard, int epoch, Listener listener, LogEntry entry) {
        /// Whether both are of the same owner.
        boolean isOf(Waiting other) {
            return shard == other.shard && epoch == other.epoch;
        }
    }

    private static final class Shard {
        final TreeMap<Long, Stored> durable = new TreeMap<>();
        long durablePosition;
        int epoch;
        long appended;
        @Nullable Checkpoint checkpoint;
    }

    final ReentrantLock lock = new ReentrantLock();
    private final List<Shard> shards = new ArrayList<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Long, ByteBuffer> bodies = new HashMap<>();
    final MemoryBlobStore segments = new MemoryBlobStore();
    private long nextBody;
    private final AtomicLong backlogBytes = new AtomicLong();
    private Runnable backlogListener = () -> {};
    private final boolean held;

    MemoryLogStore(int shardCount, boolean held) {
        if (shardCount < 1 || shardCount > 1024) {
            throw new IllegalArgumentException(
                    "%d shards, expected 1 to 1024".formatted(shardCount));
        }
        this.held = held;
        for (int i = 0; i < shardCount; i++) {
            shards.add(new Shard());
        }
    }

    int shardCount() {
        return shards.size();
    }

    /// Gives the shard to a new owner; what the earlier one still waits for is lost.
    int takeOver(int shard) {
        Shard state = shards.get(shard);
        loseWaiting(shard, new StorageException("shard %d has a new owner".formatted(shard)));
        return ++state.epoch;
    }

    long append(int shard, int epoch, Listener listener, List<LogEntry> group) {
        Shard state = shards.get(shard);
        if (state.epoch != epoch) {
            throw new StorageException(
                    "shard %d: append by the owner of epoch %d, its owner has epoch %d"
                            .formatted(shard, epoch, state.epoch));
        }
        for (LogEntry entry : group) {
            waiting.add(new Waiting(shard, epoch, listener, entry));
        }
        state.appended += group.size();
        long position = state.appended;
        if (!held) {
            makeDurable(Integer.MAX_VALUE);
        }
        return position;
    }

    /// Makes the oldest waiting entries durable, at most `entriesMax`; returns how many.
    int makeDurable(int entriesMax) {
        int count = 0;
        while (count < entriesMax && !waiting.isEmpty()) {
            Waiting first = waiting.element();
            List<Extent> extents = new ArrayList<>();
            while (count < entriesMax && !waiting.isEmpty() && waiting.element().isOf(first)) {
                extents.add(store(waiting.remove()));
                count++;
            }
            first.listener.durable(durablePosition(first.shard), List.copyOf(extents));
        }
        return count;
    }

    private Extent store(Waiting next) {
        ByteBuffer body = MemoryBytes.copy(next.entry.body());
        LogEntry entry =
                new LogEntry(next.entry.kind(), MemoryBytes.copy(next.entry.header()), body);
        Extent extent = new Extent(nextBody++, 0, body.remaining());
        bodies.put(extent.fileId(), body);
        backlogBytes.addAndGet(body.remaining());
        backlogListener.run();
        Shard state = shards.get(next.shard);
        state.durable.put(++state.durablePosition, new Stored(next.epoch, entry, extent));
        return extent;
    }

    /// Loses all that waits and takes the shards from their owners, as a failed write does.
    void fail(StorageException cause) {
        for (int shard = 0; shard < shards.size(); shard++) {
            shards.get(shard).epoch++;
            loseWaiting(shard, cause);
        }
    }

    private void loseWaiting(int shard, StorageException cause) {
        Set<Listener> losers = new LinkedHashSet<>();
        waiting.stream().filter(w -> w.shard == shard).forEach(w -> losers.add(w.listener));
        waiting.removeIf(w -> w.shard == shard);
        shards.get(shard).appended = durablePosition(shard);
        losers.forEach(listener -> listener.failed(cause));
    }

    long durablePosition(int shard) {
        return shards.get(shard).durablePosition;
    }

    SortedMap<Long, Stored> durableAfter(int shard, long position) {
        return shards.get(shard).durable.tailMap(position, false);
    }

    void release(int shard, long position) {
        Checkpoint newest = shards.get(shard).checkpoint;
        if (newest == null || position > newest.position) {
            throw new IllegalArgumentException(
                    "shard %d: release up to %d, which no checkpoint covers"
                            .formatted(shard, position));
        }
        SortedMap<Long, Stored> released = shards.get(shard).durable.headMap(position + 1);
        for (Stored stored : released.values()) {
            bodies.remove(stored.body.fileId());
            backlogBytes.addAndGet(-stored.body.lengthBytes());
        }
        released.clear();
    }

    long backlogBytes() {
        return backlogBytes.get();
    }

    void whenBacklogGrows(Runnable listener) {
        backlogListener = listener;
    }

    @Nullable Checkpoint checkpoint(int shard) {
        return shards.get(shard).checkpoint;
    }

    void checkpoint(int shard, Checkpoint checkpoint) {
        Shard state = shards.get(shard);
        if (checkpoint.position < 0 || checkpoint.position > state.durablePosition) {
            throw new IllegalArgumentException(
                    "shard %d: checkpoint at %d, expected at most the durable position %d"
                            .formatted(shard, checkpoint.position, state.durablePosition));
        }
        Checkpoint newest = state.checkpoint;
        if (newest == null || newest.position < checkpoint.position) {
            state.checkpoint = checkpoint;
        }
    }

    ByteBuffer body(Extent extent) {
        ByteBuffer body = bodies.get(extent.fileId());
        if (body == null || extent.positionBytes() + extent.lengthBytes() > body.remaining()) {
            throw new StorageException("no such extent: %s".formatted(extent));
        }
        return body.slice((int) extent.positionBytes(), extent.lengthBytes());
    }
}
