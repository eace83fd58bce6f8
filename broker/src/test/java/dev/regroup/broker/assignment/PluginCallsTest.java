package dev.regroup.broker.assignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.group.GroupCommand.AssignmentOutcome.Failed;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PluginCallsTest {
    private static final int TRIES_MAX = 10_000;
    private static final Attempt DONE = Attempt.answered(new Failed("it answered"));
    private static final Failed BUSY =
            new Failed("an earlier call of an assignor has not come back yet");

    private final CountDownLatch release = new CountDownLatch(1);
    private final LinkedBlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();

    @AfterEach
    void letGo() {
        release.countDown();
    }

    @Test
    void whatACallReturns_isHandedOn() throws InterruptedException {
        new PluginCalls(60_000).start("g", () -> DONE, attempts::add);

        assertSame(DONE, next());
    }

    @Test
    void aCallThatTakesTooLong_isGivenUp_withWhatItIsAt() throws InterruptedException {
        new PluginCalls(20).start("g", this::hang, attempts::add);

        Attempt attempt = next();

        assertEquals(new Failed("it did not come back within 20 ms"), attempt.outcome());
        assertTrue(
                Arrays.stream(attempt.cause().orElseThrow().getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("hang")));
    }

    @Test
    void untilItIsBack_noOtherIsMadeForItsGroup() throws InterruptedException {
        PluginCalls calls = new PluginCalls(20);
        calls.start("g", this::hang, attempts::add);
        next();

        calls.start("g", () -> DONE, attempts::add);
        assertEquals(BUSY, next().outcome());
        calls.start("h", () -> DONE, attempts::add);
        assertSame(DONE, next());

        release.countDown();
        Attempt attempt = Attempt.answered(BUSY);
        for (int i = 0; i < TRIES_MAX && attempt.outcome().equals(BUSY); i++) {
            calls.start("g", () -> DONE, attempts::add);
            attempt = next();
        }
        assertSame(DONE, attempt);
    }

    @Test
    void thereAreNoMoreCallsThanAllowed() throws InterruptedException {
        PluginCalls calls = new PluginCalls(60_000);
        for (int i = 0; i < PluginCalls.CALLS_MAX; i++) {
            calls.start("g-" + i, this::hang, attempts::add);
        }

        calls.start("one-more", () -> DONE, attempts::add);

        assertEquals(BUSY, next().outcome());
    }

    private Attempt hang() {
        boolean released = false;
        while (!released) {
            try {
                release.await();
                released = true;
            } catch (InterruptedException e) {
                // It takes no hints.
            }
        }
        return DONE;
    }

    private Attempt next() throws InterruptedException {
        return Objects.requireNonNull(attempts.poll(30, TimeUnit.SECONDS));
    }
}
