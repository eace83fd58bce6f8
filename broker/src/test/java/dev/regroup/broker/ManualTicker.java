package dev.regroup.broker;

import dev.regroup.broker.shard.Ticker;

/// A clock that a test moves.
public final class ManualTicker implements Ticker {
    private long nowMs = 1_000_000;

    public void pass(long ms) {
        nowMs += ms;
    }

    @Override
    public long wallClockMs() {
        return nowMs;
    }

    @Override
    public long monotonicMs() {
        return nowMs;
    }
}
