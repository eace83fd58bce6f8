package dev.regroup.broker.api;

import java.util.concurrent.atomic.AtomicInteger;

/// The parts of an answer that come from several shards: runs `whole` once, when all that are
/// expected have arrived and no more are to come.
final class Parts {
    private final Runnable whole;

    /// One more than are expected, until it is said that no more are to come.
    private final AtomicInteger missing = new AtomicInteger(1);

    Parts(Runnable whole) {
        this.whole = whole;
    }

    void expect() {
        missing.incrementAndGet();
    }

    /// By any thread; what it has written before is seen by `whole`.
    void arrived() {
        if (missing.decrementAndGet() == 0) {
            whole.run();
        }
    }

    void noMore() {
        arrived();
    }
}
