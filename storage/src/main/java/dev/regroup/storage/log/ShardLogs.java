package dev.regroup.storage.log;

import dev.regroup.storage.blob.BlobStore;

/// All shards' logs of one node, and the reader of what is in them.
public interface ShardLogs extends AutoCloseable {
    /// Number of shards, chosen when the store was created: 1 to 1024.
    int shards();

    ShardLog log(int shard);

    ExtentReader reader();

    /// Where batches go that leave the logs.
    BlobStore segments();

    /// How much space the logs take at present, released entries not counted; about.
    long backlogBytes();

    /// From now on, `listener` is called whenever [#backlogBytes] may have grown; on the log's own
    /// thread, so that it must not block. There is one listener, the last.
    void whenBacklogGrows(Runnable listener);

    /// Waits until everything appended is durable, then lets go of the store.
    @Override
    void close();
}
