package dev.regroup.broker.telemetry;

import dev.regroup.broker.settings.DynamicSettings;
import dev.regroup.broker.shard.Ticker;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/// The clients that push metrics, and what each sent last.
///
/// Bounds: 16,384 clients and 32 MiB of metrics; beyond, those heard of least recently are
/// forgotten, which costs them one more request for their subscription.
public final class ClientTelemetry {
    /// Kafka's `telemetry.max.bytes`.
    public static final int PUSH_BYTES_MAX = 1_048_576;

    private static final int CLIENTS_MAX = 16_384;
    private static final long METRICS_BYTES_MAX = 32L << 20;

    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final SequencedMap<Uuid, Client> clients = new LinkedHashMap<>();
    private long metricsBytes;

    public ClientTelemetry(Ticker ticker) {
        this.ticker = ticker;
    }

    private enum Standing {
        /// May push; may ask again only after the interval.
        GOOD,
        /// Was told that its subscription or compression is not right: may ask again at once.
        TO_ASK_AGAIN,
        /// Has pushed for the last time.
        TERMINATED
    }

    private static final class Client {
        private Subscription subscription;
        private Standing standing = Standing.GOOD;
        private long askedMs;
        private long pushedMs;
        private @Nullable Pushed last;

        Client(Subscription subscription) {
            this.subscription = subscription;
        }
    }

    /// What a client sent last.
    ///
    /// @param metrics OTLP as it came, compressed with `compressionType`
    public record Pushed(long wallClockMs, byte compressionType, ByteBuffer metrics) {}

    /// Why a request was refused.
    public enum Refusal {
        TOO_SOON,
        INVALID,
        UNKNOWN_SUBSCRIPTION
    }

    public sealed interface Answer {}

    public record Subscribed(Subscription subscription) implements Answer {}

    public record Taken() implements Answer {}

    public record Refused(Refusal refusal) implements Answer {}

    /// A push, as the request has it.
    public record Push(
            int subscriptionId, boolean terminating, byte compressionType, ByteBuffer metrics) {}

    /// The client wants to know what to send.
    public Answer ask(Uuid clientId, DynamicSettings settings, Map<String, String> labels) {
        Subscription present = Subscription.of(settings, labels);
        long nowMs = ticker.monotonicMs();
        lock.lock();
        try {
            Client client = clients.get(clientId);
            boolean tooSoon =
                    client != null
                            && client.standing == Standing.GOOD
                            && client.subscription.equals(present)
                            && nowMs - client.askedMs < present.pushIntervalMs();
            if (tooSoon) {
                return new Refused(Refusal.TOO_SOON);
            }
            Client known = client == null ? new Client(present) : client;
            known.subscription = present;
            known.standing = Standing.GOOD;
            known.askedMs = nowMs;
            // The first push is due after a random part of the interval.
            known.pushedMs = nowMs - present.pushIntervalMs();
            clients.putLast(clientId, known);
            forgetBeyondBounds();
            return new Subscribed(present);
        } finally {
            lock.unlock();
        }
    }

    /// The client sends what it was asked for.
    public Answer push(
            Uuid clientId, Push push, DynamicSettings settings, Map<String, String> labels) {
        Subscription present = Subscription.of(settings, labels);
        long nowMs = ticker.monotonicMs();
        lock.lock();
        try {
            Client client = clients.get(clientId);
            if (client != null && client.standing == Standing.TERMINATED) {
                return new Refused(Refusal.INVALID);
            }
            if (client == null || push.subscriptionId() != present.id()) {
                if (client != null) {
                    client.standing = Standing.TO_ASK_AGAIN;
                }
                return new Refused(Refusal.UNKNOWN_SUBSCRIPTION);
            }
            if (!push.terminating() && nowMs - client.pushedMs < present.pushIntervalMs()) {
                return new Refused(Refusal.TOO_SOON);
            }
            keep(client, push, nowMs);
            clients.putLast(clientId, client);
            forgetBeyondBounds();
            return new Taken();
        } finally {
            lock.unlock();
        }
    }

    /// What a client sent last.
    public Optional<Pushed> last(Uuid clientId) {
        lock.lock();
        try {
            return Optional.ofNullable(clients.get(clientId)).map(client -> client.last);
        } finally {
            lock.unlock();
        }
    }

    private void keep(Client client, Push push, long nowMs) {
        ByteBuffer copy = ByteBuffer.allocate(push.metrics().remaining());
        copy.put(push.metrics().duplicate()).flip();
        metricsBytes += copy.remaining() - bytes(client);
        client.last = new Pushed(ticker.wallClockMs(), push.compressionType(), copy);
        client.pushedMs = nowMs;
        if (push.terminating()) {
            client.standing = Standing.TERMINATED;
        }
    }

    private void forgetBeyondBounds() {
        Iterator<Client> leastRecent = clients.values().iterator();
        while (clients.size() > CLIENTS_MAX || metricsBytes > METRICS_BYTES_MAX) {
            metricsBytes -= bytes(leastRecent.next());
            leastRecent.remove();
        }
    }

    private static int bytes(Client client) {
        return client.last == null ? 0 : client.last.metrics().remaining();
    }
}
