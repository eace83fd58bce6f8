package dev.regroup.bench.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiMessage;

/// What a test is to a member: the broker that answers it by hand, and the clock.
final class ScriptedBroker implements Connection {
    private final Deque<Asked> asked = new ArrayDeque<>();
    private long nowNs = TimeUnit.HOURS.toNanos(1);
    private final Timers timers = new Timers(() -> nowNs);
    private boolean isClosed;

    private record Asked(ApiMessage request, Consumer<ApiMessage> then) {}

    @Override
    public void send(ApiMessage request, int version, Consumer<ApiMessage> then) {
        asked.add(new Asked(request, then));
    }

    @Override
    public void close() {
        isClosed = true;
    }

    Voice voice() {
        return new Voice(timers, this);
    }

    boolean isClosed() {
        return isClosed;
    }

    long nowNs() {
        return nowNs;
    }

    void pass(long ms) {
        nowNs += TimeUnit.MILLISECONDS.toNanos(ms);
        timers.runDue();
    }

    /// The one request that waits for its answer.
    <R extends ApiMessage> R request(Class<R> type) {
        assertEquals(1, asked.size(), () -> "requests: " + asked);
        return type.cast(asked.getFirst().request);
    }

    void mustHaveHeardNothing() {
        assertTrue(asked.isEmpty(), () -> "requests: " + asked);
    }

    void answer(ApiMessage answer) {
        asked.remove().then.accept(answer);
    }
}
