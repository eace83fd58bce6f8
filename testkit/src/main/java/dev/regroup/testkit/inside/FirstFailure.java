package dev.regroup.testkit.inside;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps what made the broker's store unusable, for whoever asks the broker next: in a test's JVM
/// it must not end the process.
final class FirstFailure implements Consumer<RuntimeException> {
    private final AtomicReference<@Nullable RuntimeException> first = new AtomicReference<>();

    @Override
    public void accept(RuntimeException failure) {
        first.compareAndSet(null, failure);
    }

    void rethrow() {
        RuntimeException failure = first.get();
        if (failure != null) {
            throw new IllegalStateException("the broker's store has failed", failure);
        }
    }
}
