package dev.regroup.broker.shard;

import java.util.concurrent.atomic.AtomicIntegerArray;

/// How many members of the consumer protocol each shard has. Written by the shards, read by
/// everybody.
public final class Population {
    private final AtomicIntegerArray byShard;

    public Population(int shards) {
        this.byShard = new AtomicIntegerArray(shards);
    }

    public int consumers() {
        int all = 0;
        for (int shard = 0; shard < byShard.length(); shard++) {
            all += byShard.get(shard);
        }
        return all;
    }

    boolean hasConsumers(int shard) {
        return byShard.get(shard) > 0;
    }

    void setConsumers(int shard, int count) {
        if (byShard.get(shard) != count) {
            byShard.set(shard, count);
        }
    }
}
