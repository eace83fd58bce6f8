package dev.regroup.storage.local;

import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.local.journal.Durability;
import dev.regroup.storage.local.journal.JournalConfig;
import dev.regroup.storage.log.ShardLogs;

/// Storage for tests: three shards, small files, stepped.
final class TestStorage {
    static final String CLUSTER_ID = "AAAAAAAAAAAAAAAAAAAAAA";
    static final int SHARDS = 3;

    private TestStorage() {}

    static LocalOptions options(Durability durability) {
        return new LocalOptions(new JournalConfig(durability, 2048, 4096, 8192), SHARDS, 0);
    }

    static LocalStorage open(Disk disk) {
        return open(disk, Durability.FSYNC);
    }

    static LocalStorage open(Disk disk, Durability durability) {
        return LocalStorage.openStepped(disk, options(durability), CLUSTER_ID);
    }

    static void commit(LocalStorage storage) {
        commit(storage.logs());
    }

    static void commit(ShardLogs logs) {
        boolean more = true;
        while (more) {
            more = ((LocalShardLogs) logs).journal().runOnce();
        }
    }
}
