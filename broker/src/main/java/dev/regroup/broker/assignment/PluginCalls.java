package dev.regroup.broker.assignment;

import dev.regroup.coordinator.group.GroupCommand.AssignmentOutcome.Failed;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs code of users: each call on a thread of its own, so that one that hangs keeps nobody else
/// from working, and no longer than is allowed.
///
/// Java cannot end a thread. One that does not react to being interrupted stays, but is not
/// followed by another for the same group, and there are never more than [#CALLS_MAX].
final class PluginCalls {
    static final int CALLS_MAX = 64;

    private final int timeoutMs;
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    PluginCalls(int timeoutMs) {
        this.timeoutMs = timeoutMs;
    }

    /// Returns at once. `then` gets what `call` returns, or that it took too long, once, on another
    /// thread or on this one.
    ///
    /// @param call never throws
    void start(String groupId, Supplier<Attempt> call, Consumer<Attempt> then) {
        if (running.size() >= CALLS_MAX || !running.add(groupId)) {
            then.accept(
                    Attempt.answered(
                            new Failed("an earlier call of an assignor has not come back yet")));
            return;
        }
        AtomicReference<@Nullable Attempt> result = new AtomicReference<>();
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("regroup-plugin")
                        .start(() -> {
                            try {
                                result.compareAndSet(null, call.get());
                            } finally {
                                running.remove(groupId);
                            }
                        });
        Thread.ofVirtual()
                .name("regroup-plugin-watch")
                .start(() -> then.accept(result(thread, result)));
    }

    private Attempt result(Thread thread, AtomicReference<@Nullable Attempt> result) {
        Attempt late = null;
        try {
            if (!thread.join(Duration.ofMillis(timeoutMs))) {
                late = tooLate(thread);
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Attempt instead =
                late != null ? late : Attempt.answered(new Failed("it did not come back"));
        Attempt came = result.compareAndExchange(null, instead);
        return came == null ? instead : came;
    }

    /// With what the thread is at, so that somebody can see what it waits for.
    private Attempt tooLate(Thread thread) {
        String why = "it did not come back within %d ms".formatted(timeoutMs);
        Throwable whereItIs = new IllegalStateException(why);
        whereItIs.setStackTrace(thread.getStackTrace());
        return Attempt.failed(why, whereItIs);
    }
}
