package dev.regroup.broker;

import dev.regroup.broker.shard.Ticker;
import java.util.concurrent.atomic.AtomicLong;

/// The system's clocks, and as far ahead of them as a test says.
public final class SteppedTicker implements Ticker {
    private final Ticker system = Ticker.system();
    private final AtomicLong aheadMs = new AtomicLong();

    public void advance(long byMs) {
        aheadMs.addAndGet(byMs);
    }

    @Override
    public long wallClockMs() {
        return system.wallClockMs() + aheadMs.get();
    }

    @Override
    public long monotonicMs() {
        return system.monotonicMs() + aheadMs.get();
    }
}
