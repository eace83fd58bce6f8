package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.config.BrokerConfig;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.broker.plugin.OwnAssignors.Moody;
import dev.regroup.broker.plugin.OwnAssignors.Moody.Mood;
import dev.regroup.broker.plugin.PluginAssignor;
import dev.regroup.broker.plugin.Plugins;
import dev.regroup.coordinator.group.ConsumerConfig;
import dev.regroup.coordinator.group.GroupConfig;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A user's assignor in a running broker, well behaved and otherwise.
class PluginWireTest {
    private static final int TIMEOUT_MS = 100;
    private static final int BEATS_MAX = 1_000_000;

    private final Moody moody = new Moody();
    private TestBroker broker;
    private WireClient client;

    @BeforeEach
    void start() {
        BrokerConfig base = TestBroker.config(TopicDefaults.DEFAULT);
        ConsumerConfig consumers = ConsumerConfig.DEFAULT;
        GroupConfig groups =
                new GroupConfig(
                        base.groups().sessionTimeoutMinMs(),
                        base.groups().sessionTimeoutMaxMs(),
                        base.groups().initialRebalanceDelayMs(),
                        base.groups().sizeMax(),
                        base.groups().offsetMetadataBytesMax(),
                        new ConsumerConfig(
                                consumers.sessionTimeoutMs(),
                                consumers.sizeMax(),
                                List.of("moody", "range"),
                                consumers.migration(),
                                0,
                                0));
        broker =
                TestBroker.start(
                        new BrokerConfig(
                                base.nodeId(),
                                base.listeners(),
                                base.topics(),
                                base.limits(),
                                groups,
                                base.settings()),
                        new Plugins(List.of(new PluginAssignor("moody", moody)), TIMEOUT_MS));
        broker.prepareGroups();
        broker.createTopic("t", 4);
        client = broker.connect();
    }

    @AfterEach
    void stop() {
        moody.release();
        client.close();
        broker.close();
    }

    @Test
    void aPlugin_assigns() {
        WireConsumer a = member("a");
        a.beatUntilItHas(4);

        WireConsumer b = member("0-before-a");
        for (int i = 0; i < BEATS_MAX && b.count() == 0; i++) {
            a.beat();
            b.beat();
        }

        assertEquals(4, b.count(), "its strategy gives all to the first by name");
        assertEquals(0, a.count());
    }

    @Test
    void membersMayWishForAnother() {
        WireConsumer a = new WireConsumer(client, "g", "a");
        a.join(request -> request.setSubscribedTopicNames(List.of("t")).setServerAssignor("range"));

        a.beatUntilItHas(4);

        assertEquals(0, moody.asked());
    }

    @ParameterizedTest
    @EnumSource(
            value = Mood.class,
            names = {"THROWS", "THROWS_AN_ERROR", "HANGS", "GIVES_THE_SAME_TO_ALL"})
    void aPluginThatMisbehaves_leavesTheGroupAsItIs_andMayDoBetter(Mood mood) {
        WireConsumer a = member("a");
        a.beatUntilItHas(4);
        int epoch = a.epoch();
        moody.become(mood);
        int asked = moody.asked();

        WireConsumer b = member("b");
        for (int i = 0; i < BEATS_MAX && moody.asked() == asked; i++) {
            assertEquals(Errors.NONE.code(), b.beat().errorCode());
        }
        assertTrue(moody.asked() > asked);
        assertEquals(Errors.NONE.code(), a.beat().errorCode());
        assertEquals(epoch, a.epoch());
        assertEquals(4, a.count());
        assertEquals(0, b.count());

        moody.become(Mood.GOOD);
        moody.release();

        for (int i = 0; i < BEATS_MAX && a.epoch() == epoch; i++) {
            assertEquals(Errors.NONE.code(), a.beat().errorCode());
            assertEquals(Errors.NONE.code(), b.beat().errorCode());
        }
        assertTrue(a.epoch() > epoch, "the next assignment was good");
        assertEquals(4, a.count());
    }

    @Test
    void pluginsThatHang_holdUpNoOtherGroup() {
        moody.become(Mood.HANGS);
        for (int i = 0; i < 3; i++) {
            new WireConsumer(client, "hung-" + i, "a").join("t");
        }
        WireConsumer other = new WireConsumer(client, "g", "a");
        other.join(request ->
                request.setSubscribedTopicNames(List.of("t")).setServerAssignor("range"));

        other.beatUntilItHas(4);

        for (int i = 0; i < BEATS_MAX && moody.hanging() < 3; i++) {
            assertEquals(Errors.NONE.code(), other.beat().errorCode());
        }
        assertEquals(3, moody.hanging(), "one for each group");
    }

    private WireConsumer member(String id) {
        WireConsumer member = new WireConsumer(client, "g", id);
        member.join("t");
        return member;
    }
}
