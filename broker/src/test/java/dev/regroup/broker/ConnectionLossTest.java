package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.config.BrokerConfig;
import dev.regroup.broker.config.BrokerConfig.Limits;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.broker.config.ConnectionLimits;
import dev.regroup.broker.config.ConnectionLimits.Quotas;
import dev.regroup.broker.config.ConnectionLimits.SocketOptions;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.coordinator.group.ConsumerConfig;
import dev.regroup.coordinator.group.Departures;
import dev.regroup.coordinator.group.GroupConfig;
import dev.regroup.coordinator.offset.OffsetRetention;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Members whose connections end, each the only one of its group. Time is the ticker's.
class ConnectionLossTest {
    private static final int MEMBERS_LISTENER_MAX = 10;
    private static final String MEMBERS = "MEMBERS";
    private static final int SESSION_MS = 60_000;
    private static final long IDLE_MS = 100_000;
    private static final long STEP_MS = 500;
    private static final long WITHIN_S = 20;

    private final ManualTicker ticker = new ManualTicker();
    private final List<WireClient> clients = new ArrayList<>();
    private final List<JoinGroupResponseData> joined = new ArrayList<>();
    private TestBroker broker = start(Departures.ALL, IDLE_MS);

    private TestBroker start(Departures departures, long idleMs) {
        Quotas quotas =
                new Quotas(
                        Integer.MAX_VALUE,
                        Map.of(MEMBERS, MEMBERS_LISTENER_MAX),
                        Integer.MAX_VALUE,
                        Map.of());
        Limits limits =
                new Limits(
                        1 << 20,
                        1 << 20,
                        1L << 30,
                        300_000,
                        0,
                        64,
                        2,
                        1_000,
                        new ConnectionLimits(idleMs, quotas, SocketOptions.DEFAULT));
        GroupConfig groups =
                new GroupConfig(
                        100,
                        SESSION_MS,
                        0,
                        Integer.MAX_VALUE,
                        4_096,
                        ConsumerConfig.DEFAULT,
                        departures,
                        OffsetRetention.DEFAULT);
        TestBroker started =
                TestBroker.start(
                        new BrokerConfig(
                                1,
                                List.of(
                                        TestBroker.listener("PLAINTEXT", "127.0.0.1"),
                                        TestBroker.listener(MEMBERS, "127.0.0.1")),
                                TopicDefaults.DEFAULT,
                                limits,
                                groups,
                                StaticSettings.of(1, Map.of(), Map.of())),
                        ticker);
        started.prepareGroups();
        return started;
    }

    private void restart(Departures departures, long idleMs) {
        broker.close();
        broker = start(departures, idleMs);
    }

    @AfterEach
    void stop() {
        clients.forEach(WireClient::close);
        broker.close();
    }

    @Test
    void aMember_whoseClientIsGone_isExpiredAfterFiveSeconds() throws Exception {
        join(1);

        closeAll();

        pass(4_999);
        assertEquals(1, members());
        pass(1);
        assertEquals(0, members());
    }

    @Test
    void aMember_whoseClientEndsItsSide_isExpiredAsWell() throws Exception {
        join(1);

        clients.getFirst().endOutput();
        awaitEnds();

        pass(5_000);
        assertEquals(0, members());
    }

    @Test
    void aMember_thatIsBackOnAnotherConnection_stays() throws Exception {
        join(1);
        closeAll();
        pass(4_000);

        try (WireClient again = broker.connect()) {
            assertEquals(Errors.NONE, heartbeat(again, 0));
            pass(SESSION_MS - 1);
            assertEquals(1, members());
        }
    }

    @Test
    void aConnection_thatTheBrokerCloses_saysNothingAboutItsMember() throws Exception {
        join(1);

        clients.getFirst().sendBytes(new byte[] {0, 0, 0, 1, 1, 1, 1, 1});
        assertTrue(clients.getFirst().closedByBroker());
        awaitEnds();

        pass(SESSION_MS - 1);
        assertEquals(1, members());
        pass(1);
        assertEquals(0, members());
    }

    @Test
    void aConnection_thatIsClosedForIdleness_saysNothingAboutItsMember() throws Exception {
        restart(Departures.ALL, 1_000);
        join(1);

        await(
                "the idle connection is still open",
                () -> {
                    ticker.pass(STEP_MS);
                    return clients.getFirst().endsWithin(100);
                });
        awaitEnds();

        pass(10_000);
        assertEquals(1, members());
    }

    @Test
    void withoutTheDeparture_aMember_whoseClientIsGone_staysForItsSession() throws Exception {
        restart(Departures.NONE, IDLE_MS);
        join(1);

        closeAll();

        pass(SESSION_MS - 1);
        assertEquals(1, members());
        pass(1);
        assertEquals(0, members());
    }

    @Test
    void nineMembersOfSeveralShards_thatGoAtOnce_areExpired() throws Exception {
        join(9);

        closeAll();

        pass(5_000);
        assertEquals(0, members());
    }

    @Test
    void tenMembersOfSeveralShards_thatGoAtOnce_stayForTheirSessions() throws Exception {
        join(10);

        closeAll();

        pass(SESSION_MS - 1);
        assertEquals(10, members());
        pass(1);
        assertEquals(0, members());
    }

    /// Lets members join, each over a connection of its own and as a group of its own.
    private void join(int members) {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[] {1}));
        for (int i = 0; i < members; i++) {
            WireClient client = new WireClient(broker.address(MEMBERS));
            clients.add(client);
            JoinGroupResponseData one =
                    client.call(
                            3,
                            new JoinGroupRequestData()
                                    .setGroupId(group(i))
                                    .setSessionTimeoutMs(SESSION_MS)
                                    .setRebalanceTimeoutMs(SESSION_MS)
                                    .setProtocolType("consumer")
                                    .setProtocols(protocols),
                            JoinGroupResponseData.class);
            assertEquals(Errors.NONE.code(), one.errorCode());
            joined.add(one);
            SyncGroupRequestData sync =
                    new SyncGroupRequestData()
                            .setGroupId(group(i))
                            .setMemberId(one.memberId())
                            .setGenerationId(one.generationId());
            client.call(3, sync, SyncGroupResponseData.class);
        }
    }

    private static String group(int i) {
        return "g" + i;
    }

    private Errors heartbeat(WireClient client, int member) {
        JoinGroupResponseData as = joined.get(member);
        HeartbeatRequestData request =
                new HeartbeatRequestData()
                        .setGroupId(group(member))
                        .setMemberId(as.memberId())
                        .setGenerationId(as.generationId());
        return Errors.forCode(client.call(3, request, HeartbeatResponseData.class).errorCode());
    }

    private void closeAll() {
        clients.forEach(WireClient::close);
        awaitEnds();
    }

    /// Returns when the broker has done with every connection of the members' listener: then it has
    /// room for as many others.
    private void awaitEnds() {
        await("connections have not ended", this::isMembersListenerFree);
    }

    private boolean isMembersListenerFree() {
        List<WireClient> others = new ArrayList<>();
        try {
            for (int i = 0; i < MEMBERS_LISTENER_MAX; i++) {
                WireClient other = new WireClient(broker.address(MEMBERS));
                others.add(other);
                other.call(0, new ApiVersionsRequestData(), ApiVersionsResponseData.class);
            }
            return true;
        } catch (UncheckedIOException refused) {
            return false;
        } finally {
            others.forEach(WireClient::close);
        }
    }

    /// In steps that are no pauses of the broker; shards are looked at after each.
    private void pass(long ms) throws InterruptedException {
        for (long left = ms; left > 0; left -= STEP_MS) {
            ticker.pass(Math.min(left, STEP_MS));
            members();
        }
    }

    /// How many members there are; every group of the test is asked.
    private int members() throws InterruptedException {
        int members = 0;
        for (int i = 0; i < joined.size(); i++) {
            members +=
                    broker.groupControl()
                            .describe(group(i))
                            .map(found -> found.members().size())
                            .orElse(0);
        }
        return members;
    }

    private static void await(String otherwise, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNs, otherwise);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
