package dev.regroup.broker.shard;

import java.util.concurrent.TimeUnit;

/// The two clocks. The simulator has its own.
public interface Ticker {
    /// Milliseconds since 1970; may jump.
    long wallClockMs();

    /// Milliseconds from an arbitrary origin; never goes back.
    long monotonicMs();

    static Ticker system() {
        return new Ticker() {
            @Override
            public long wallClockMs() {
                return System.currentTimeMillis();
            }

            @Override
            public long monotonicMs() {
                return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
            }
        };
    }
}
