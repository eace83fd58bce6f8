package dev.regroup.broker;

import static dev.regroup.broker.Batches.plain;
import static dev.regroup.broker.Batches.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.config.BrokerConfig.Limits;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.broker.config.ConnectionLimits;
import dev.regroup.broker.config.ConnectionLimits.Quotas;
import dev.regroup.broker.config.ConnectionLimits.SocketOptions;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Peers that stop where it is their turn, and those that only seem to. Time is the ticker's.
class IdleConnectionTest {
    private static final long IDLE_MS = 600_000;
    private static final int FETCH_VERSION = 12;
    private static final int LONG_WAIT_MS = 60_000;
    private static final int REQUEST_MEMORY_BYTES = 1 << 20;
    private static final int LARGE_BATCH_BYTES = 900_000;
    private static final long WITHIN_S = 20;
    private static final String ONE_AT_A_TIME = "ONE";

    private final SteppedTicker ticker = new SteppedTicker();
    private TestBroker broker;

    @BeforeEach
    void start() {
        Quotas quotas =
                new Quotas(
                        Integer.MAX_VALUE, Map.of(ONE_AT_A_TIME, 1), Integer.MAX_VALUE, Map.of());
        Limits limits =
                new Limits(
                        REQUEST_MEMORY_BYTES,
                        REQUEST_MEMORY_BYTES,
                        1L << 30,
                        300_000,
                        0,
                        64,
                        2,
                        1_000,
                        new ConnectionLimits(IDLE_MS, quotas, SocketOptions.DEFAULT));
        broker =
                TestBroker.start(
                        TestBroker.config(
                                TopicDefaults.DEFAULT,
                                limits,
                                TestBroker.listener("PLAINTEXT", "127.0.0.1"),
                                TestBroker.listener(ONE_AT_A_TIME, "127.0.0.1")),
                        ticker);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void aConnectionWithoutRequests_isClosedInTheEnd() {
        try (WireClient client = broker.connect()) {
            apiVersions(client);

            awaitEndOf(client);
        }
    }

    @Test
    void aLongPoll_isNotIdle() {
        broker.createTopic("t", 1);
        try (WireClient polling = broker.connect();
                WireClient idle = broker.connect()) {
            int fetch = sendFetch(polling, LONG_WAIT_MS);
            polling.send(7, createTopic("after-the-fetch"));
            awaitTopic("after-the-fetch");

            awaitEndOf(idle);

            produce("late");
            assertEquals(
                    1,
                    polling.receive(fetch, FETCH_VERSION, ApiKeys.FETCH, FetchResponseData.class)
                            .responses()
                            .size());
        }
    }

    @Test
    void aPeerThatDoesNotRead_isClosedInTheEnd() {
        broker.createTopic("t", 1);
        produce("x".repeat(LARGE_BATCH_BYTES));
        try (WireClient deaf = new WireClient(broker.address(ONE_AT_A_TIME))) {
            for (int i = 0; i < 60; i++) {
                sendFetch(deaf, 0);
            }

            await(
                    "the deaf peer is still connected",
                    () -> {
                        ticker.advance(IDLE_MS + 1_000);
                        return accepted();
                    });
        }
    }

    @Test
    void aPeerThatStopsWithinALargeRequest_givesItsMemoryBack() {
        broker.createTopic("t", 1);
        try (WireClient stalled = broker.connect()) {
            stalled.sendBytes(
                    ByteBuffer.allocate(100)
                            .putInt(LARGE_BATCH_BYTES)
                            .putShort(ApiKeys.PRODUCE.id)
                            .array());
            awaitEndOf(stalled);

            // It needs all the memory there is.
            produce("x".repeat(LARGE_BATCH_BYTES));
        }
    }

    @Test
    void aPeerThatEndsItsSide_getsTheAnswersItIsOwed() {
        broker.createTopic("t", 1);
        broker.prepareGroups();
        try (WireClient client = broker.connect()) {
            int join = client.send(3, joinRequest());
            int fetch = sendFetch(client, 100);
            client.endOutput();

            assertEquals(
                    0,
                    client.receive(join, 3, ApiKeys.JOIN_GROUP, JoinGroupResponseData.class)
                            .errorCode());
            client.receive(fetch, FETCH_VERSION, ApiKeys.FETCH, FetchResponseData.class);
            assertTrue(client.closedByBroker());
        }
    }

    @Test
    void aPeerThatLeavesWithMoreInFlightThanIsRead_leavesNothingBehind() {
        broker.createTopic("t", 1);
        produce("x".repeat(LARGE_BATCH_BYTES));
        try (WireClient flooding = new WireClient(broker.address(ONE_AT_A_TIME))) {
            for (int i = 0; i < 200; i++) {
                sendFetch(flooding, 0);
            }
        }

        // Without a step of the ticker: it is not the sweep that frees the place.
        await("the peer that left still has its place", this::accepted);
    }

    /// Has time pass until the broker has closed the connection. Once is not enough: what the peer
    /// sent or was sent before may count as a move after the step.
    private void awaitEndOf(WireClient client) {
        await(
                "the connection is still open",
                () -> {
                    ticker.advance(IDLE_MS + 1_000);
                    return client.endsWithin(100);
                });
    }

    private static void await(String otherwise, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNs, otherwise);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /// Whether the listener that takes one connection has room for this one.
    private boolean accepted() {
        try (WireClient another = new WireClient(broker.address(ONE_AT_A_TIME))) {
            apiVersions(another);
            return true;
        } catch (UncheckedIOException refused) {
            return false;
        }
    }

    private void awaitTopic(String name) {
        try (WireClient client = broker.connect()) {
            await(
                    "no topic " + name,
                    () ->
                            client.call(
                                                    12,
                                                    new MetadataRequestData().setTopics(null),
                                                    MetadataResponseData.class)
                                            .topics()
                                            .find(name)
                                    != null);
        }
    }

    private void produce(String value) {
        try (WireClient producer = broker.connect()) {
            producer.call(
                    Batches.VERSION, request("t", 0, 1, plain(value)), ProduceResponseData.class);
        }
    }

    private static void apiVersions(WireClient client) {
        client.call(
                3,
                new ApiVersionsRequestData()
                        .setClientSoftwareName("wire")
                        .setClientSoftwareVersion("1"),
                ApiVersionsResponseData.class);
    }

    private static int sendFetch(WireClient client, int maxWaitMs) {
        return client.send(
                FETCH_VERSION,
                new FetchRequestData()
                        .setMaxWaitMs(maxWaitMs)
                        .setMinBytes(1)
                        .setMaxBytes(Integer.MAX_VALUE)
                        .setTopics(
                                List.of(
                                        new FetchTopic()
                                                .setTopic("t")
                                                .setPartitions(
                                                        List.of(
                                                                new FetchPartition()
                                                                        .setPartitionMaxBytes(
                                                                                Integer
                                                                                        .MAX_VALUE))))));
    }

    private static CreateTopicsRequestData createTopic(String name) {
        CreatableTopicCollection topics = new CreatableTopicCollection();
        topics.add(
                new CreatableTopic()
                        .setName(name)
                        .setNumPartitions(1)
                        .setReplicationFactor((short) 1));
        return new CreateTopicsRequestData().setTopics(topics);
    }

    private static JoinGroupRequestData joinRequest() {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[0]));
        return new JoinGroupRequestData()
                .setGroupId("g")
                .setSessionTimeoutMs(10_000)
                .setRebalanceTimeoutMs(10_000)
                .setProtocolType("consumer")
                .setProtocols(protocols);
    }
}
