package dev.regroup.compat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting for what another process or thread brings about.
final class Await {
    private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private Await() {}

    /// Returns as soon as `condition` holds; fails after `withinS` seconds, saying what there is
    /// then.
    static void until(
            String what, long withinS, BooleanSupplier condition, Supplier<Object> state) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(withinS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError(
                        "not within %d s: %s; now: %s".formatted(withinS, what, state.get()));
            }
            LockSupport.parkNanos(LOOK_AGAIN_NS);
        }
    }
}
