package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Every API asks who may: where nothing is permitted, each answers with the error that Kafka
/// documents for it and does nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {
    /// What is answered without asking, as in Kafka.
    private static final Set<ApiKeys> OPEN_TO_ALL =
            EnumSet.of(
                    ApiKeys.API_VERSIONS,
                    ApiKeys.GET_TELEMETRY_SUBSCRIPTIONS,
                    ApiKeys.PUSH_TELEMETRY,
                    // Shows what may be seen: here nothing.
                    ApiKeys.LIST_GROUPS,
                    ApiKeys.DESCRIBE_CLUSTER);

    private final AtomicReference<Authorizer> authorizer =
            new AtomicReference<>(Authorizer.ALLOW_ALL);
    private TestBroker broker;
    private VersionedRequests requests;

    @BeforeAll
    void start() {
        broker =
                TestBroker.start(
                        TestBroker.config(TopicDefaults.DEFAULT),
                        MemoryShardLogs.immediate(4),
                        (who, operation, type, name) ->
                                authorizer.get().allows(who, operation, type, name));
        broker.prepareGroups();
        Uuid topicId = broker.createTopic("secret", 1);
        requests = new VersionedRequests(broker, "secret", topicId);
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @TestFactory
    Stream<DynamicTest> whereNothingIsPermitted_everyVersionSaysSo() {
        return requests.byApi().entrySet().stream()
                .filter(api -> !OPEN_TO_ALL.contains(api.getKey()))
                .flatMap(api ->
                        IntStream.rangeClosed(
                                        api.getKey().oldestVersion(),
                                        api.getKey().latestVersion(false))
                                .mapToObj(version ->
                                        DynamicTest.dynamicTest(
                                                api.getKey() + " v" + version,
                                                () -> denied(api, version))));
    }

    private void denied(Map.Entry<ApiKeys, IntFunction<ApiMessage>> api, int version) {
        // Some requests need topics of their own, which are made first.
        ApiMessage request = api.getValue().apply(version);
        authorizer.set((who, operation, type, name) -> false);
        try (WireClient client = broker.connect()) {
            Set<Errors> errors = ErrorCodes.in(client.call(version, request, ApiMessage.class));
            errors.remove(Errors.NONE);

            assertEquals(expected(api.getKey(), version), errors);
        } finally {
            authorizer.set(Authorizer.ALLOW_ALL);
        }
    }

    private static Set<Errors> expected(ApiKeys api, int version) {
        // Before v3 this API has no way to say so.
        boolean silent = api == ApiKeys.DESCRIBE_LOG_DIRS && version < 3;
        return silent ? Set.of() : Set.of(expectedError(api, version));
    }

    private static Errors expectedError(ApiKeys api, int version) {
        return switch (api) {
            case JOIN_GROUP,
                    SYNC_GROUP,
                    HEARTBEAT,
                    LEAVE_GROUP,
                    CONSUMER_GROUP_HEARTBEAT,
                    CONSUMER_GROUP_DESCRIBE,
                    OFFSET_COMMIT,
                    OFFSET_FETCH,
                    DESCRIBE_GROUPS,
                    DELETE_GROUPS,
                    OFFSET_DELETE,
                    FIND_COORDINATOR ->
                    Errors.GROUP_AUTHORIZATION_FAILED;
            case INIT_PRODUCER_ID,
                    LIST_CONFIG_RESOURCES,
                    DESCRIBE_LOG_DIRS,
                    ELECT_LEADERS,
                    ALTER_PARTITION_REASSIGNMENTS,
                    LIST_PARTITION_REASSIGNMENTS,
                    DESCRIBE_QUORUM,
                    UPDATE_FEATURES ->
                    Errors.CLUSTER_AUTHORIZATION_FAILED;
            // A topic that is asked for by its id is not shown to exist.
            case METADATA ->
                    version < 12 ? Errors.TOPIC_AUTHORIZATION_FAILED : Errors.UNKNOWN_TOPIC_ID;
            default -> Errors.TOPIC_AUTHORIZATION_FAILED;
        };
    }

    @TestFactory
    Stream<DynamicTest> whereTheGroupIsPermittedAndItsTopicIsNot_theTopicIsRefused() {
        return Stream.of(ApiKeys.OFFSET_COMMIT, ApiKeys.OFFSET_FETCH)
                .map(api ->
                        DynamicTest.dynamicTest(
                                api.name(),
                                () -> {
                                    ApiMessage request =
                                            Objects.requireNonNull(requests.byApi().get(api))
                                                    .apply(9);
                                    authorizer.set((who, operation, type, name) ->
                                            type == ResourceType.GROUP);
                                    try (WireClient client = broker.connect()) {
                                        Set<Errors> errors =
                                                ErrorCodes.in(
                                                        client.call(9, request, ApiMessage.class));
                                        errors.remove(Errors.NONE);
                                        assertEquals(
                                                Set.of(Errors.TOPIC_AUTHORIZATION_FAILED), errors);
                                    } finally {
                                        authorizer.set(Authorizer.ALLOW_ALL);
                                    }
                                }));
    }
}
