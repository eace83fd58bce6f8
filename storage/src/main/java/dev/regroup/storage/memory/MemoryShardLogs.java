package dev.regroup.storage.memory;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.blob.BlobStore;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.ExtentReader;
import dev.regroup.storage.log.ShardLog;
import dev.regroup.storage.log.ShardLogs;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Shard logs in memory: one node on a store that several nodes may share.
///
/// Listeners are called on the thread that makes entries durable: under [#immediate] that is the
/// appending thread, before `append` returns. Safe for use by many threads.
public final class MemoryShardLogs implements ShardLogs, ExtentReader {
    private final MemoryLogStore store;
    private final List<MemoryShardLog> logs;

    private MemoryShardLogs(MemoryLogStore store) {
        this.store = store;
        this.logs =
                IntStream.range(0, store.shardCount())
                        .mapToObj(shard -> new MemoryShardLog(shard, store))
                        .toList();
    }

    /// A new store on which an entry is durable at once.
    public static MemoryShardLogs immediate(int shards) {
        return new MemoryShardLogs(new MemoryLogStore(shards, false));
    }

    /// A new store on which entries wait until [#makeDurable].
    public static MemoryShardLogs held(int shards) {
        return new MemoryShardLogs(new MemoryLogStore(shards, true));
    }

    /// Another node on the same store. Whichever acquired a shard last owns it.
    public MemoryShardLogs anotherNode() {
        return new MemoryShardLogs(store);
    }

    /// Makes everything that waits durable, in the order of append; returns the number of entries.
    public int makeDurable() {
        return makeDurable(Integer.MAX_VALUE);
    }

    /// Makes the oldest waiting entries durable, at most `entriesMax`; returns how many.
    public int makeDurable(int entriesMax) {
        return locked(store, () -> store.makeDurable(entriesMax));
    }

    /// Loses everything that waits and refuses appends until shards are acquired again, as a failed
    /// write or a crash does.
    public void fail(StorageException cause) {
        store.lock.lock();
        try {
            store.fail(cause);
        } finally {
            store.lock.unlock();
        }
    }

    @Override
    public int shards() {
        return store.shardCount();
    }

    @Override
    public ShardLog log(int shard) {
        return logs.get(shard);
    }

    @Override
    public ExtentReader reader() {
        return this;
    }

    @Override
    public BlobStore segments() {
        return store.segments;
    }

    @Override
    public long backlogBytes() {
        return store.backlogBytes();
    }

    @Override
    public void whenBacklogGrows(Runnable listener) {
        store.lock.lock();
        try {
            store.whenBacklogGrows(listener);
        } finally {
            store.lock.unlock();
        }
    }

    @Override
    public Pin pin() {
        return () -> {};
    }

    @Override
    public Optional<ByteBuffer> resident(Extent extent) {
        return Optional.of(read(extent));
    }

    @Override
    public ByteBuffer read(Extent extent) {
        return locked(store, () -> store.body(extent));
    }

    @Override
    public void close() {
        makeDurable();
    }

    static <T> T locked(MemoryLogStore store, Supplier<T> work) {
        store.lock.lock();
        try {
            return work.get();
        } finally {
            store.lock.unlock();
        }
    }
}
