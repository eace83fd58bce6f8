package dev.regroup.broker.network;

import dev.regroup.broker.shard.Ticker;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/// Paces one kind of line in the log: at most one a minute. What happens in between is counted.
final class OnceAMinute {
    private static final long QUIET_MS = 60_000;

    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean said;
    private long lastMs;
    private long times;

    OnceAMinute(Ticker ticker) {
        this.ticker = ticker;
    }

    /// It has happened. If a line is due: how often it has since the last one, this time included.
    OptionalLong happened() {
        long nowMs = ticker.monotonicMs();
        lock.lock();
        try {
            times++;
            if (said && nowMs - lastMs < QUIET_MS) {
                return OptionalLong.empty();
            }
            said = true;
            lastMs = nowMs;
            OptionalLong due = OptionalLong.of(times);
            times = 0;
            return due;
        } finally {
            lock.unlock();
        }
    }
}
