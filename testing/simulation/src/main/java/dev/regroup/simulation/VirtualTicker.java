package dev.regroup.simulation;

import dev.regroup.broker.shard.Ticker;

/// Time that passes when the simulation says so.
final class VirtualTicker implements Ticker {
    private static final long START_WALL_CLOCK_MS = 1_790_000_000_000L;

    private long nowMs;

    void advance(long ms) {
        nowMs += ms;
    }

    @Override
    public long wallClockMs() {
        return START_WALL_CLOCK_MS + nowMs;
    }

    @Override
    public long monotonicMs() {
        return nowMs;
    }
}
