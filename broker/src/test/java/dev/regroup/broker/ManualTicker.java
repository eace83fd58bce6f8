package dev.regroup.broker;

import dev.regroup.broker.shard.Ticker;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that a test moves.
public final class ManualTicker implements Ticker {
    private final AtomicLong nowMs = new AtomicLong(1_000_000);

    public void pass(long ms) {
        nowMs.addAndGet(ms);
    }

    @Override
    public long wallClockMs() {
        return nowMs.get();
    }

    @Override
    public long monotonicMs() {
        return nowMs.get();
    }
}
