package dev.regroup.bench.groups;

import java.util.Comparator;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// What members will do later. Run by whoever turns the loop, on its thread.
final class Timers {
    private final LongSupplier clockNs;
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(timer -> timer.dueNs));

    /// Something to be done later, unless it is called off.
    static final class Timer {
        private final long dueNs;
        private final Runnable action;
        private boolean isOff;

        private Timer(long dueNs, Runnable action) {
            this.dueNs = dueNs;
            this.action = action;
        }

        void callOff() {
            isOff = true;
        }
    }

    /// @param clockNs as [System#nanoTime]
    Timers(LongSupplier clockNs) {
        this.clockNs = clockNs;
    }

    long nowNs() {
        return clockNs.getAsLong();
    }

    Timer after(long ms, Runnable action) {
        Timer timer = new Timer(nowNs() + TimeUnit.MILLISECONDS.toNanos(ms), action);
        timers.add(timer);
        return timer;
    }

    /// Does what is due, in the order in which it became so.
    void runDue() {
        long now = nowNs();
        while (!timers.isEmpty() && timers.peek().dueNs <= now) {
            Timer timer = timers.remove();
            if (!timer.isOff) {
                timer.action.run();
            }
        }
    }

    /// When something is to be done next, if anything is.
    OptionalLong nextNs() {
        return timers.isEmpty() ? OptionalLong.empty() : OptionalLong.of(timers.peek().dueNs);
    }
}
