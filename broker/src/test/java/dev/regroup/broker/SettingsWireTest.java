package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.util.List;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Altering and describing settings over a socket: KIP-133, KIP-226, KIP-339.
class SettingsWireTest {
    private static final byte TOPIC = 2;
    private static final byte BROKER = 4;
    private static final byte CLIENT_METRICS = 16;
    private static final byte GROUP = 32;
    private static final byte SET = 0;
    private static final byte DELETE = 1;
    private static final byte APPEND = 2;
    private static final byte SUBTRACT = 3;

    private TestBroker broker;
    private WireClient client;

    @BeforeEach
    void start() {
        broker = TestBroker.start();
        broker.createTopic("t", 1);
        client = broker.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    @Test
    void aTopicsSetting_isSetShownAndDeleted() {
        assertEquals(Errors.NONE, alter(TOPIC, "t", SET, "retention.ms", "5000"));

        DescribeConfigsResourceResult set = described(TOPIC, "t", "retention.ms");
        assertEquals("5000", set.value());
        assertEquals(ConfigSource.TOPIC_CONFIG.id(), set.configSource());
        assertEquals(Errors.NONE, alter(TOPIC, "t", DELETE, "retention.ms", null));
        DescribeConfigsResourceResult gone = described(TOPIC, "t", "retention.ms");
        assertEquals("604800000", gone.value());
        assertEquals(ConfigSource.DEFAULT_CONFIG.id(), gone.configSource());
    }

    @Test
    void aList_isAppendedToAndSubtractedFrom() {
        assertEquals(Errors.NONE, alter(TOPIC, "t", APPEND, "cleanup.policy", "compact,delete"));
        assertEquals("delete,compact", described(TOPIC, "t", "cleanup.policy").value());
        assertEquals(Errors.NONE, alter(TOPIC, "t", SUBTRACT, "cleanup.policy", "delete"));
        assertEquals("compact", described(TOPIC, "t", "cleanup.policy").value());
        assertEquals(Errors.INVALID_CONFIG, alter(TOPIC, "t", APPEND, "retention.ms", "1"));
    }

    @Test
    void whatCannotBeSet_isRefused() {
        assertEquals(Errors.INVALID_CONFIG, alter(TOPIC, "t", SET, "no.such", "1"));
        assertEquals(Errors.INVALID_CONFIG, alter(TOPIC, "t", SET, "retention.ms", "-7"));
        assertEquals(
                Errors.INVALID_CONFIG,
                alter(
                        TOPIC,
                        "t",
                        SET,
                        "follower.replication.throttled.replicas",
                        "x".repeat(20_000)));
        assertEquals(
                Errors.UNKNOWN_TOPIC_OR_PARTITION, alter(TOPIC, "no", SET, "retention.ms", "1"));
        assertEquals(Errors.INVALID_REQUEST, alter(TOPIC, "t", SET, "retention.ms", null));
        assertEquals(Errors.INVALID_REQUEST, alter(TOPIC, "t", (byte) 9, "retention.ms", "1"));
        assertEquals(Errors.INVALID_REQUEST, alter((byte) 99, "t", SET, "retention.ms", "1"));
        assertEquals(Errors.INVALID_REQUEST, alter(GROUP, "", SET, "retention.ms", "1"));
        assertEquals(Errors.INVALID_REQUEST, alter(CLIENT_METRICS, "", SET, "metrics", "x"));
        assertEquals(Errors.INVALID_REQUEST, alter(CLIENT_METRICS, "m", SET, "colour", "x"));
        assertEquals(Errors.INVALID_CONFIG, alter(CLIENT_METRICS, "m", SET, "match", "a=b"));
    }

    @Test
    void namesAndValuesOfAnyLength_areAnsweredWithMessagesThatFit() {
        String longest = "x".repeat(Short.MAX_VALUE);
        for (int version : List.of(0, 1)) {
            assertEquals(Errors.INVALID_CONFIG, alter(version, "t", longest, "1"));
            assertEquals(Errors.INVALID_CONFIG, alter(version, "t", "retention.ms", longest));
            assertEquals(
                    Errors.UNKNOWN_TOPIC_OR_PARTITION,
                    alter(version, longest, "retention.ms", "1"));
        }
        assertEquals(Errors.INVALID_REQUEST, alter(BROKER, longest, SET, "retention.ms", "1"));
    }

    private Errors alter(int version, String topic, String key, String value) {
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
        AlterConfigsResource resource = resource(TOPIC, topic);
        resource.configs().add(config(SET, key, value));
        request.resources().add(resource);
        return Errors.forCode(
                client.call(version, request, IncrementalAlterConfigsResponseData.class)
                        .responses()
                        .getFirst()
                        .errorCode());
    }

    @Test
    void ofBrokersOnlyWhatKafkaLetsARunningOneAlter_isAltered() {
        assertEquals(Errors.INVALID_REQUEST, alter(BROKER, "1", SET, "num.partitions", "2"));
        assertEquals(
                Errors.INVALID_REQUEST,
                alter(BROKER, "", SET, "listeners", "PLAINTEXT://127.0.0.1:9"));
        assertEquals(Errors.INVALID_REQUEST, alter(BROKER, "7", SET, "message.max.bytes", "100"));
        assertEquals(Errors.INVALID_REQUEST, alter(BROKER, "one", SET, "message.max.bytes", "100"));
        assertEquals(Errors.NONE, alter(BROKER, "1", SET, "message.max.bytes", "100"));
        assertEquals(
                ConfigSource.DYNAMIC_BROKER_CONFIG.id(),
                described(BROKER, "1", "message.max.bytes").configSource());
        assertTrue(described(BROKER, "1", "num.partitions").readOnly());
        assertNull(described(BROKER, "1", "ssl.keystore.password").value());
        assertTrue(described(BROKER, "1", "ssl.keystore.password").isSensitive());
    }

    @Test
    void theSameResourceTwice_orTheSameSettingTwice_isRefused() {
        IncrementalAlterConfigsRequestData twice = new IncrementalAlterConfigsRequestData();
        AlterConfigsResource resource = resource(TOPIC, "t");
        resource.configs().add(config(SET, "retention.ms", "1"));
        resource.configs().add(config(DELETE, "retention.ms", null));
        twice.resources().add(resource);

        IncrementalAlterConfigsResponseData answer =
                client.call(1, twice, IncrementalAlterConfigsResponseData.class);

        assertEquals(Errors.INVALID_REQUEST.code(), answer.responses().getFirst().errorCode());

        IncrementalAlterConfigsRequestData same = new IncrementalAlterConfigsRequestData();
        for (String name : List.of("1", "01", "")) {
            AlterConfigsResource one = resource(BROKER, name);
            one.configs().add(config(SET, "message.max.bytes", "70"));
            same.resources().add(one);
        }
        assertEquals(
                List.of(
                        Errors.INVALID_REQUEST.code(),
                        Errors.INVALID_REQUEST.code(),
                        Errors.NONE.code()),
                client.call(1, same, IncrementalAlterConfigsResponseData.class).responses().stream()
                        .map(
                                IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse
                                        ::errorCode)
                        .toList());
    }

    @Test
    void theLargestBatchOfATopic_isItsOwn_thenTheBrokers() {
        assertEquals(Errors.NONE, alter(TOPIC, "t", SET, "max.message.bytes", "70"));
        assertEquals(Errors.MESSAGE_TOO_LARGE, produce("a value of some length"));
        assertEquals(Errors.NONE, alter(TOPIC, "t", DELETE, "max.message.bytes", null));
        assertEquals(Errors.NONE, produce("a value of some length"));
        assertEquals(Errors.NONE, alter(BROKER, "", SET, "message.max.bytes", "70"));
        assertEquals(Errors.MESSAGE_TOO_LARGE, produce("a value of some length"));
    }

    @Test
    void timestampsOfATopic_areTheBrokersOnRequest_andBounded() {
        assertEquals(
                Errors.NONE, alter(TOPIC, "t", SET, "message.timestamp.before.max.ms", "1000"));
        assertEquals(Errors.INVALID_TIMESTAMP, produce("old"));
        assertEquals(
                Errors.NONE, alter(TOPIC, "t", SET, "message.timestamp.type", "LogAppendTime"));
        ProduceResponseData produced =
                client.call(
                        Batches.VERSION,
                        Batches.request("t", 0, -1, Batches.plain("old")),
                        ProduceResponseData.class);
        assertEquals(Errors.NONE.code(), Batches.only(produced).errorCode());
        assertTrue(Batches.only(produced).logAppendTimeMs() > 1_000_000);
    }

    @Test
    void alterConfigs_replacesAll() {
        alter(TOPIC, "t", SET, "retention.ms", "5000");
        AlterConfigsRequestData request = new AlterConfigsRequestData();
        AlterConfigsRequestData.AlterConfigsResource resource =
                new AlterConfigsRequestData.AlterConfigsResource()
                        .setResourceType(TOPIC)
                        .setResourceName("t");
        resource.configs()
                .add(
                        new AlterConfigsRequestData.AlterableConfig()
                                .setName("segment.ms")
                                .setValue("70000"));
        request.resources().add(resource);

        assertEquals(
                Errors.NONE.code(),
                client.call(2, request, AlterConfigsResponseData.class)
                        .responses()
                        .getFirst()
                        .errorCode());
        assertEquals("604800000", described(TOPIC, "t", "retention.ms").value());
        assertEquals("70000", described(TOPIC, "t", "segment.ms").value());
    }

    @Test
    void validating_changesNothing() {
        IncrementalAlterConfigsRequestData request =
                new IncrementalAlterConfigsRequestData().setValidateOnly(true);
        AlterConfigsResource resource = resource(TOPIC, "t");
        resource.configs().add(config(SET, "retention.ms", "5000"));
        request.resources().add(resource);

        client.call(1, request, IncrementalAlterConfigsResponseData.class);

        assertEquals("604800000", described(TOPIC, "t", "retention.ms").value());
    }

    @Test
    void settings_surviveARestart() {
        client.close();
        broker.close();
        MemoryShardLogs logs = MemoryShardLogs.immediate(4);
        broker = TestBroker.start(TestBroker.config(TopicDefaults.DEFAULT), logs);
        broker.createTopic("t", 1);
        client = broker.connect();
        alter(TOPIC, "t", SET, "retention.ms", "5000");
        alter(GROUP, "g", SET, "consumer.session.timeout.ms", "50000");
        client.close();
        broker.close();

        broker = TestBroker.start(TestBroker.config(TopicDefaults.DEFAULT), logs);
        client = broker.connect();

        assertEquals("5000", described(TOPIC, "t", "retention.ms").value());
        assertEquals("50000", described(GROUP, "g", "consumer.session.timeout.ms").value());
        assertEquals(List.of("g"), listed(GROUP));
        assertEquals(List.of("t"), listed(TOPIC));
        assertEquals(List.of("1"), listed(BROKER));
    }

    private List<String> listed(byte type) {
        return client
                .call(
                        1,
                        new ListConfigResourcesRequestData().setResourceTypes(List.of(type)),
                        ListConfigResourcesResponseData.class)
                .configResources()
                .stream()
                .map(ListConfigResourcesResponseData.ConfigResource::resourceName)
                .toList();
    }

    private Errors produce(String value) {
        ProduceResponseData produced =
                client.call(
                        Batches.VERSION,
                        Batches.request("t", 0, -1, Batches.plain(value)),
                        ProduceResponseData.class);
        return Errors.forCode(Batches.only(produced).errorCode());
    }

    private Errors alter(
            byte type, String name, byte operation, String key, @Nullable String value) {
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
        AlterConfigsResource resource = resource(type, name);
        resource.configs().add(config(operation, key, value));
        request.resources().add(resource);
        return Errors.forCode(
                client.call(1, request, IncrementalAlterConfigsResponseData.class)
                        .responses()
                        .getFirst()
                        .errorCode());
    }

    private static AlterConfigsResource resource(byte type, String name) {
        return new AlterConfigsResource().setResourceType(type).setResourceName(name);
    }

    private static AlterableConfig config(byte operation, String key, @Nullable String value) {
        return new AlterableConfig().setConfigOperation(operation).setName(key).setValue(value);
    }

    private DescribeConfigsResourceResult described(byte type, String name, String key) {
        DescribeConfigsResponseData answer =
                client.call(
                        4,
                        new DescribeConfigsRequestData()
                                .setResources(
                                        List.of(
                                                new DescribeConfigsResource()
                                                        .setResourceType(type)
                                                        .setResourceName(name)
                                                        .setConfigurationKeys(List.of(key)))),
                        DescribeConfigsResponseData.class);
        DescribeConfigsResult result = answer.results().getFirst();
        assertEquals(Errors.NONE.code(), result.errorCode(), result.errorMessage());
        return result.configs().getFirst();
    }
}
