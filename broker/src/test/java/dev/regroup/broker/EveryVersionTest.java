package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Every API in every version that is offered: a request of that version is answered without an
/// error, in bytes that the version's own schema reads to the end.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryVersionTest {
    private static final Map<ApiKeys, Range> SERVED_BY_KAFKA_4_4 =
            Map.ofEntries(
                    Map.entry(ApiKeys.PRODUCE, new Range(0, 13)),
                    Map.entry(ApiKeys.FETCH, new Range(4, 18)),
                    Map.entry(ApiKeys.LIST_OFFSETS, new Range(1, 11)),
                    Map.entry(ApiKeys.METADATA, new Range(0, 13)),
                    Map.entry(ApiKeys.OFFSET_COMMIT, new Range(2, 10)),
                    Map.entry(ApiKeys.OFFSET_FETCH, new Range(1, 10)),
                    Map.entry(ApiKeys.FIND_COORDINATOR, new Range(0, 6)),
                    Map.entry(ApiKeys.JOIN_GROUP, new Range(0, 9)),
                    Map.entry(ApiKeys.HEARTBEAT, new Range(0, 4)),
                    Map.entry(ApiKeys.CONSUMER_GROUP_HEARTBEAT, new Range(0, 1)),
                    Map.entry(ApiKeys.CONSUMER_GROUP_DESCRIBE, new Range(0, 1)),
                    Map.entry(ApiKeys.LEAVE_GROUP, new Range(0, 5)),
                    Map.entry(ApiKeys.SYNC_GROUP, new Range(0, 5)),
                    Map.entry(ApiKeys.DESCRIBE_GROUPS, new Range(0, 6)),
                    Map.entry(ApiKeys.LIST_GROUPS, new Range(0, 5)),
                    Map.entry(ApiKeys.API_VERSIONS, new Range(0, 5)),
                    Map.entry(ApiKeys.CREATE_TOPICS, new Range(2, 7)),
                    Map.entry(ApiKeys.DELETE_TOPICS, new Range(1, 6)),
                    Map.entry(ApiKeys.INIT_PRODUCER_ID, new Range(0, 5)),
                    Map.entry(ApiKeys.CREATE_PARTITIONS, new Range(0, 3)),
                    Map.entry(ApiKeys.DELETE_RECORDS, new Range(0, 2)),
                    Map.entry(ApiKeys.OFFSET_FOR_LEADER_EPOCH, new Range(2, 4)),
                    Map.entry(ApiKeys.DESCRIBE_CONFIGS, new Range(1, 4)),
                    Map.entry(ApiKeys.ALTER_CONFIGS, new Range(0, 2)),
                    Map.entry(ApiKeys.DESCRIBE_LOG_DIRS, new Range(1, 5)),
                    Map.entry(ApiKeys.DELETE_GROUPS, new Range(0, 3)),
                    Map.entry(ApiKeys.ELECT_LEADERS, new Range(0, 2)),
                    Map.entry(ApiKeys.INCREMENTAL_ALTER_CONFIGS, new Range(0, 1)),
                    Map.entry(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, new Range(0, 1)),
                    Map.entry(ApiKeys.LIST_PARTITION_REASSIGNMENTS, new Range(0, 0)),
                    Map.entry(ApiKeys.OFFSET_DELETE, new Range(0, 0)),
                    Map.entry(ApiKeys.DESCRIBE_QUORUM, new Range(0, 2)),
                    Map.entry(ApiKeys.UPDATE_FEATURES, new Range(0, 2)),
                    Map.entry(ApiKeys.DESCRIBE_CLUSTER, new Range(0, 2)),
                    Map.entry(ApiKeys.DESCRIBE_PRODUCERS, new Range(0, 0)),
                    Map.entry(ApiKeys.GET_TELEMETRY_SUBSCRIPTIONS, new Range(0, 0)),
                    Map.entry(ApiKeys.PUSH_TELEMETRY, new Range(0, 0)),
                    Map.entry(ApiKeys.LIST_CONFIG_RESOURCES, new Range(0, 1)),
                    Map.entry(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, new Range(0, 0)));

    private record Range(int min, int max) {}

    private TestBroker broker;
    private VersionedRequests requests;

    @BeforeAll
    void start() {
        broker = TestBroker.start();
        broker.prepareGroups();
        Uuid topicId = broker.createTopic("every", 1);
        requests = new VersionedRequests(broker, "every", topicId);
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @Test
    void apiVersions_offersWhatKafkaOffersOfTheApisThatAreServed() {
        try (WireClient client = broker.connect()) {
            ApiVersionsResponseData answer =
                    client.call(
                            3,
                            new ApiVersionsRequestData()
                                    .setClientSoftwareName("wire")
                                    .setClientSoftwareVersion("1"),
                            ApiVersionsResponseData.class);

            Map<ApiKeys, Range> offered =
                    answer.apiKeys().stream()
                            .collect(
                                    Collectors.toMap(
                                            key -> ApiKeys.forId(key.apiKey()),
                                            key -> new Range(key.minVersion(), key.maxVersion())));
            assertEquals(SERVED_BY_KAFKA_4_4, offered);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyVersion_isAnsweredInItsOwnSchema() {
        Map<ApiKeys, IntFunction<ApiMessage>> byApi = requests.byApi();
        assertEquals(SERVED_BY_KAFKA_4_4.keySet(), byApi.keySet());
        return byApi.entrySet().stream()
                .flatMap(api ->
                        IntStream.rangeClosed(
                                        api.getKey().oldestVersion(),
                                        api.getKey().latestVersion(false))
                                .mapToObj(version ->
                                        DynamicTest.dynamicTest(
                                                api.getKey() + " v" + version,
                                                () ->
                                                        answered(
                                                                version,
                                                                api.getValue().apply(version)))));
    }

    private void answered(int version, ApiMessage request) {
        try (WireClient client = broker.connect()) {
            ApiMessage answer = client.call(version, request, ApiMessage.class);

            Set<Errors> errors =
                    ApiKeys.forId(request.apiKey()).messageType.newResponse().getClass()
                                    == answer.getClass()
                            ? ErrorCodes.in(answer)
                            : Set.of(Errors.UNKNOWN_SERVER_ERROR);
            assertTrue(
                    requests.expected(request, version).containsAll(errors),
                    () -> "errors %s in %s".formatted(errors, answer));
        }
    }

    @Test
    void apiVersionsOfAVersionNotKnown_isAnsweredInVersion0WithWhatThereIs() {
        try (WireClient client = broker.connect()) {
            ByteBuffer frame = ByteBuffer.allocate(32);
            frame.putShort(ApiKeys.API_VERSIONS.id).putShort((short) 99).putInt(7);
            frame.putShort((short) -1).put((byte) 0).put(new byte[] {1, 1, 0});
            client.sendFrame(frame.flip());

            ApiVersionsResponseData answer =
                    client.receive(7, 0, ApiKeys.API_VERSIONS, ApiVersionsResponseData.class);

            assertEquals(Errors.UNSUPPORTED_VERSION.code(), answer.errorCode());
            assertEquals(SERVED_BY_KAFKA_4_4.size(), answer.apiKeys().size());
        }
    }

    @Test
    void aVersionOutsideTheOffer_closesTheConnection() {
        for (int version : List.of(2, 14)) {
            try (WireClient client = broker.connect()) {
                ByteBuffer frame = ByteBuffer.allocate(32);
                frame.putShort(ApiKeys.PRODUCE.id).putShort((short) version).putInt(7);
                frame.putShort((short) -1).put(new byte[8]);
                client.sendFrame(frame.flip());

                assertTrue(client.closedByBroker());
            }
        }
    }
}
