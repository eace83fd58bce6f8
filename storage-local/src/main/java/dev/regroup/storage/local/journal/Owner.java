package dev.regroup.storage.local.journal;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.log.ShardLog;

/// One acquisition of one shard's log: who is told what becomes of the entries.
public final class Owner {
    private final int shard;
    private final int epoch;
    private final ShardLog.Listener listener;
    private boolean failed;

    public Owner(int shard, int epoch, ShardLog.Listener listener) {
        this.shard = shard;
        this.epoch = epoch;
        this.listener = listener;
    }

    public int shard() {
        return shard;
    }

    public int epoch() {
        return epoch;
    }

    ShardLog.Listener listener() {
        return listener;
    }

    /// Tells the listener, once. On the journal's thread.
    void fail(StorageException cause) {
        if (!failed) {
            failed = true;
            listener.failed(cause);
        }
    }
}
