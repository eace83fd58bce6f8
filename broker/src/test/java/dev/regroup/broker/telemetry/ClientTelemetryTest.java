package dev.regroup.broker.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.ManualTicker;
import dev.regroup.broker.settings.DynamicSettings;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.SettingsOwner;
import dev.regroup.broker.telemetry.ClientTelemetry.Push;
import dev.regroup.broker.telemetry.ClientTelemetry.Refusal;
import dev.regroup.broker.telemetry.ClientTelemetry.Refused;
import dev.regroup.broker.telemetry.ClientTelemetry.Subscribed;
import dev.regroup.broker.telemetry.ClientTelemetry.Taken;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class ClientTelemetryTest {
    private static final Uuid CLIENT = new Uuid(1, 2);
    private static final Map<String, String> LABELS = Map.of("client_id", "app-1");

    private final ManualTicker ticker = new ManualTicker();
    private final ClientTelemetry telemetry = new ClientTelemetry(ticker);
    private DynamicSettings settings = DynamicSettings.NONE;

    @Test
    void withoutSubscriptions_aClientIsAskedForNothing() {
        Subscription subscription = ask();

        assertEquals(new Subscription(0, 300_000, List.of()), subscription);
    }

    @Test
    void allSubscriptionsThatMatch_areTakenTogether() {
        subscribe(
                "a", Map.of("metrics", "x.,y.", "interval.ms", "1000", "match", "client_id=app.*"));
        subscribe("b", Map.of("metrics", "z."));
        subscribe("c", Map.of("metrics", "no.", "interval.ms", "100", "match", "client_id=other"));

        Subscription subscription = ask();

        assertEquals(List.of("x.", "y.", "z."), subscription.metrics());
        assertEquals(1_000, subscription.pushIntervalMs());
        assertNotEquals(0, subscription.id());
    }

    @Test
    void everything_isAskedForOnce() {
        subscribe("a", Map.of("metrics", "x.,*"));

        assertEquals(List.of("*"), ask().metrics());
    }

    @Test
    void askingAgainWithinTheInterval_isTooSoon_unlessTheSubscriptionHasChanged() {
        ask();
        assertRefused(Refusal.TOO_SOON, telemetry.ask(CLIENT, settings, LABELS));

        subscribe("a", Map.of("metrics", "x."));
        ask();
        ticker.pass(300_000);
        ask();
    }

    @Test
    void whatIsPushed_isKeptUntilTheNextPush() {
        subscribe("a", Map.of("metrics", "x.", "interval.ms", "1000"));
        int id = ask().id();

        assertInstanceOf(Taken.class, push(id, false, 3));
        assertEquals(3, telemetry.last(CLIENT).orElseThrow().metrics().remaining());
        assertRefused(Refusal.TOO_SOON, push(id, false, 4));
        ticker.pass(1_000);
        assertInstanceOf(Taken.class, push(id, false, 5));
        assertEquals(5, telemetry.last(CLIENT).orElseThrow().metrics().remaining());
    }

    @Test
    void theLastPush_mayComeAtAnyTime_andNothingComesAfterIt() {
        subscribe("a", Map.of("metrics", "x.", "interval.ms", "1000"));
        int id = ask().id();
        push(id, false, 3);

        assertInstanceOf(Taken.class, push(id, true, 4));
        ticker.pass(1_000);
        assertRefused(Refusal.INVALID, push(id, false, 5));
    }

    @Test
    void anotherSubscription_isUnknown_andTheClientMayAskAtOnce() {
        subscribe("a", Map.of("metrics", "x."));
        int id = ask().id();

        assertRefused(Refusal.UNKNOWN_SUBSCRIPTION, push(id + 1, false, 3));
        assertEquals(id, ask().id());
        assertRefused(
                Refusal.UNKNOWN_SUBSCRIPTION,
                telemetry.push(
                        new Uuid(9, 9),
                        new Push(id, false, (byte) 0, ByteBuffer.allocate(1)),
                        settings,
                        LABELS));
    }

    @Test
    void clientsBeyondTheBounds_areForgotten_theLeastRecentFirst() {
        subscribe("a", Map.of("metrics", "x.", "interval.ms", "100"));
        int bytes = ClientTelemetry.PUSH_BYTES_MAX;
        int id = ask().id();
        for (int i = 0; i < 33; i++) {
            Uuid client = new Uuid(5, i);
            assertInstanceOf(Subscribed.class, telemetry.ask(client, settings, LABELS));
            telemetry.push(
                    client,
                    new Push(id, false, (byte) 0, ByteBuffer.allocate(bytes)),
                    settings,
                    LABELS);
        }

        assertTrue(telemetry.last(new Uuid(5, 0)).isEmpty());
        assertTrue(telemetry.last(new Uuid(5, 32)).isPresent());
    }

    private void subscribe(String name, Map<String, String> values) {
        settings =
                settings.with(new SettingsOwner(Scope.CLIENT_METRICS, name), new TreeMap<>(values));
    }

    private Subscription ask() {
        return assertInstanceOf(Subscribed.class, telemetry.ask(CLIENT, settings, LABELS))
                .subscription();
    }

    private ClientTelemetry.Answer push(int subscriptionId, boolean terminating, int bytes) {
        return telemetry.push(
                CLIENT,
                new Push(subscriptionId, terminating, (byte) 0, ByteBuffer.allocate(bytes)),
                settings,
                LABELS);
    }

    private static void assertRefused(Refusal refusal, ClientTelemetry.Answer answer) {
        assertEquals(refusal, assertInstanceOf(Refused.class, answer).refusal());
    }
}
