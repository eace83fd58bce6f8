package dev.regroup.broker.shard;

import java.util.concurrent.atomic.AtomicIntegerArray;

/// How many members each shard has. Written by the shards, read by everybody.
public final class Population {
    private final AtomicIntegerArray members;
    private final AtomicIntegerArray consumers;

    public Population(int shards) {
        this.members = new AtomicIntegerArray(shards);
        this.consumers = new AtomicIntegerArray(shards);
    }

    /// Members of either protocol.
    int members() {
        return sum(members);
    }

    /// Members of the consumer protocol.
    public int consumers() {
        return sum(consumers);
    }

    boolean hasConsumers(int shard) {
        return consumers.get(shard) > 0;
    }

    void set(int shard, int memberCount, int consumerCount) {
        set(members, shard, memberCount);
        set(consumers, shard, consumerCount);
    }

    private static int sum(AtomicIntegerArray byShard) {
        int all = 0;
        for (int shard = 0; shard < byShard.length(); shard++) {
            all += byShard.get(shard);
        }
        return all;
    }

    /// Commands are many, and seldom change it.
    private static void set(AtomicIntegerArray byShard, int shard, int count) {
        if (byShard.get(shard) != count) {
            byShard.set(shard, count);
        }
    }
}
