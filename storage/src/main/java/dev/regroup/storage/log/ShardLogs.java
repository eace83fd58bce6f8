package dev.regroup.storage.log;

/// All shards' logs of one node, and the reader of what is in them.
public interface ShardLogs extends AutoCloseable {
    /// Number of shards, chosen when the store was created: 1 to 1024.
    int shards();

    ShardLog log(int shard);

    ExtentReader reader();

    /// Waits until everything appended is durable, then lets go of the store.
    @Override
    void close();
}
