package dev.regroup.simulation;

import dev.regroup.broker.shard.Shard;
import dev.regroup.storage.log.ShardLog;

/// Looks on while a node runs.
interface NodeWatch {
    NodeWatch NOBODY =
            new NodeWatch() {
                @Override
                public ShardLog watched(ShardLog log) {
                    return log;
                }

                @Override
                public void ran(Shard shard) {
                    // Nobody looks.
                }

                @Override
                public boolean hasLostItsLog(int shard) {
                    return false;
                }
            };

    /// What the shard is to use as its log.
    ShardLog watched(ShardLog log);

    /// The shard has had a turn.
    void ran(Shard shard);

    /// Whether the log has told the shard that it fails, which is a reason to read it again.
    boolean hasLostItsLog(int shard);
}
