package dev.regroup.broker.shard;

import dev.regroup.coordinator.group.DropCount;
import dev.regroup.coordinator.group.MassDrops;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The members of all shards that lost their connections, counted together: [DropCount] for many
/// threads. The lock is taken when a member's connection closes, and held for no longer than the
/// counting takes.
public final class Drops {
    private static final Logger LOG = LoggerFactory.getLogger(Drops.class);

    private final Population population;
    private final ReentrantLock lock = new ReentrantLock();
    private final DropCount count = new DropCount();
    private volatile MassDrops massDrops = MassDrops.NONE;

    public Drops(Population population) {
        this.population = population;
    }

    MassDrops massDrops() {
        return massDrops;
    }

    /// @param atMs monotonic
    public void dropped(long atMs, int members) {
        int ofAll = population.members();
        boolean isAnother;
        lock.lock();
        try {
            MassDrops before = massDrops;
            count.dropped(atMs, members, ofAll);
            massDrops = count.massDrops();
            isAnother = massDrops.latestIsAfter(before);
        } finally {
            lock.unlock();
        }
        if (isAnother) {
            LOG.atInfo()
                    .addKeyValue("ofAll", ofAll)
                    .log("Connections of many members closed together; sessions decide");
        }
    }
}
