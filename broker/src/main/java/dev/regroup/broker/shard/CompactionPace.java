package dev.regroup.broker.shard;

import dev.regroup.storage.compact.Compactor;
import dev.regroup.storage.log.ShardLogs;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;

/// Compaction reads no faster than `log.cleaner.io.max.bytes.per.second`, and gives way to settling
/// when half of the space is filled that the logs may take.
public final class CompactionPace implements Compactor.Pace {
    private static final long NAP_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final double NS_PER_S = 1e9;

    private final ShardLogs logs;
    private final long backlogBytesMax;
    private final DoubleSupplier bytesPerSecond;
    private volatile boolean closed;

    /// @param bytesMax what the logs may take before they are settled
    public CompactionPace(ShardLogs logs, long bytesMax, DoubleSupplier bytesPerSecond) {
        this.logs = logs;
        this.backlogBytesMax = bytesMax / 2;
        this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    public boolean goOn(long bytes) {
        double restNs = (double) bytes / bytesPerSecond.getAsDouble() * NS_PER_S;
        while (restNs > 0 && mayGoOn()) {
            long napNs = (long) Math.min((double) NAP_NS, restNs) + 1;
            LockSupport.parkNanos(napNs);
            restNs -= (double) napNs;
        }
        return mayGoOn();
    }

    private boolean mayGoOn() {
        return !closed && logs.backlogBytes() < backlogBytesMax;
    }

    /// What is being compacted ends soon.
    public void close() {
        closed = true;
    }
}
