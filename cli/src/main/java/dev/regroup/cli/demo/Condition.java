package dev.regroup.cli.demo;

import dev.regroup.cli.broker.StartException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting for what other processes do.
final class Condition {
    private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private Condition() {}

    /// Returns as soon as `condition` holds.
    ///
    /// @throws StartException if it does not within `withinS` seconds
    static void await(String what, long withinS, BooleanSupplier condition)
            throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(withinS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                throw new StartException(
                        "waited %d s in vain for %s".formatted(withinS, what),
                        new IllegalStateException(what));
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(LOOK_AGAIN_NS);
        }
    }
}
