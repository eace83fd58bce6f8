package dev.regroup.broker.shard;

import dev.regroup.storage.partition.PartitionHandle;
import dev.regroup.storage.partition.PartitionKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Where readers find the partitions of all shards. A handle outlives a reload of its shard, so
/// that whoever waits on it goes on waiting.
public final class PartitionHandles {
    private final Map<PartitionKey, PartitionHandle> byKey = new ConcurrentHashMap<>();

    public Optional<PartitionHandle> find(PartitionKey key) {
        return Optional.ofNullable(byKey.get(key));
    }

    PartitionHandle findOrCreate(PartitionKey key) {
        return byKey.computeIfAbsent(key, PartitionHandle::new);
    }

    void remove(PartitionKey key) {
        byKey.remove(key);
    }
}
