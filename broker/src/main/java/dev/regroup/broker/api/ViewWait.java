package dev.regroup.broker.api;

import dev.regroup.storage.partition.PartitionHandle;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Waiting for partitions' views to move.
final class ViewWait {
    private ViewWait() {}

    /// Returns when `enough` holds or `maxWaitMs` has passed; looks again after every change of the
    /// watched views.
    static void until(List<PartitionHandle> watched, long maxWaitMs, BooleanSupplier enough)
            throws InterruptedException {
        if (maxWaitMs <= 0 || enough.getAsBoolean()) {
            return;
        }
        Semaphore moved = new Semaphore(0);
        Runnable watcher = moved::release;
        watched.forEach(handle -> handle.watch(watcher));
        try {
            long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxWaitMs);
            while (!enough.getAsBoolean()) {
                long leftNs = deadlineNs - System.nanoTime();
                if (leftNs <= 0 || !moved.tryAcquire(leftNs, TimeUnit.NANOSECONDS)) {
                    return;
                }
                moved.drainPermits();
            }
        } finally {
            watched.forEach(handle -> handle.unwatch(watcher));
        }
    }
}
