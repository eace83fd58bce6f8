package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.broker.config.BrokerConfig;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Settings of single groups, and what the broker's bounds make of them.
class GroupSettingsWireTest {
    private static final byte GROUP = 32;
    private static final String HEARTBEAT = "consumer.heartbeat.interval.ms";

    private MemoryShardLogs logs;
    private TestBroker broker;
    private WireClient client;

    @BeforeEach
    void start() {
        logs = MemoryShardLogs.immediate(4);
        start(Map.of());
        broker.prepareGroups();
        broker.createTopic("t", 1);
    }

    private void start(Map<String, String> given) {
        BrokerConfig base = TestBroker.config(TopicDefaults.DEFAULT);
        broker =
                TestBroker.start(
                        new BrokerConfig(
                                base.nodeId(),
                                base.listeners(),
                                base.topics(),
                                base.limits(),
                                base.groups(),
                                StaticSettings.of(1, given, Map.of())),
                        logs);
        client = broker.connect();
    }

    private void restart(Map<String, String> given) {
        stop();
        logs = logs.anotherNode();
        start(given);
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    @Test
    void whatIsOutsideOfTheBrokersBounds_isRefused_andNothingChanges() {
        AlterConfigsResourceResponse refused = set(HEARTBEAT, "4999");

        assertEquals(Errors.INVALID_CONFIG.code(), refused.errorCode());
        assertEquals(
                "Invalid value 4999 for configuration consumer.heartbeat.interval.ms: this broker takes 5000 (group.consumer.min.heartbeat.interval.ms) to 15000 (group.consumer.max.heartbeat.interval.ms)",
                refused.errorMessage());
        assertEquals(1_000, intervalTold(), "it adapts, since nobody has set one");
    }

    @Test
    void whatIsWithinThem_isTold() {
        assertEquals(Errors.NONE.code(), set(HEARTBEAT, "7000").errorCode());

        assertEquals(7_000, intervalTold());
    }

    @Test
    void whatTheBoundsNoLongerAllow_isCapped_asInKafka() {
        set(HEARTBEAT, "7000");

        restart(
                Map.of(
                        "group.consumer.min.heartbeat.interval.ms", "9000",
                        "group.consumer.heartbeat.interval.ms", "9500"));

        assertEquals(9_000, intervalTold());
        assertEquals(
                Errors.INVALID_CONFIG.code(),
                set("consumer.session.timeout.ms", "50000").errorCode(),
                "all settings of the group are looked at");

        restart(Map.of());

        assertEquals(7_000, intervalTold(), "what was stored is still there");
    }

    @Test
    void theAssignmentInterval_holdsAsSoonAsItIsSet() {
        set("consumer.assignment.interval.ms", "15000");
        WireConsumer first = new WireConsumer(client, "g", "a");
        first.join("t");
        first.beatUntilItHas(1);
        WireConsumer second = new WireConsumer(client, "g", "b");
        second.join("t");
        first.send(request -> request.setMemberEpoch(-1));
        assertEquals(0, second.count(), "it waits");

        set("consumer.assignment.interval.ms", "0");

        second.send(request -> request.setSubscribedTopicNames(List.of("t", "u")));
        second.beatUntilItHas(1);
    }

    private int intervalTold() {
        WireConsumer member = new WireConsumer(client, "g", "a");
        member.join("t");
        member.beatUntilItHas(1);
        return member.beat().heartbeatIntervalMs();
    }

    private AlterConfigsResourceResponse set(String name, String value) {
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
        AlterConfigsResource resource =
                new AlterConfigsResource().setResourceType(GROUP).setResourceName("g");
        resource.configs().add(new AlterableConfig().setName(name).setValue(value));
        request.resources().add(resource);
        return client.call(1, request, IncrementalAlterConfigsResponseData.class)
                .responses()
                .getFirst();
    }
}
