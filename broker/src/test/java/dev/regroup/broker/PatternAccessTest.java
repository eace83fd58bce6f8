package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.config.BrokerConfig;
import dev.regroup.broker.config.BrokerConfig.Limits;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a pattern stands for is what its member may describe. Whoever comes by the listener INSIDE
/// may see everything, others nothing that is called secret.
class PatternAccessTest {
    private static final Authorizer SECRETS_ARE_INSIDE =
            (who, operation, type, name) ->
                    who.listener().equals("INSIDE")
                            || type != ResourceType.TOPIC
                            || operation != AclOperation.DESCRIBE
                            || !name.contains("secret");

    private MemoryShardLogs logs;
    private TestBroker broker;
    private WireClient outside;
    private WireClient inside;
    private Uuid open;
    private Uuid secret;

    @BeforeEach
    void start() {
        logs = MemoryShardLogs.immediate(4);
        connect();
        broker.prepareGroups();
        open = broker.createTopic("log-open", 2);
        secret = broker.createTopic("log-secret", 2);
    }

    private void connect() {
        BrokerConfig config =
                TestBroker.config(
                        TopicDefaults.DEFAULT,
                        Limits.forCores(2),
                        TestBroker.listener("OUTSIDE", "127.0.0.1"),
                        TestBroker.listener("INSIDE", "127.0.0.1"));
        broker = TestBroker.start(config, logs, SECRETS_ARE_INSIDE);
        outside = new WireClient(broker.address("OUTSIDE"));
        inside = new WireClient(broker.address("INSIDE"));
    }

    @AfterEach
    void stop() {
        outside.close();
        inside.close();
        broker.close();
    }

    @Test
    void aPattern_standsForWhatItsMemberMaySee() {
        WireConsumer a = subscribed(outside, "a");

        a.beatUntilItHas(2);

        assertEquals(Set.of(open), topics(a));
    }

    @Test
    void membersWithTheSamePattern_haveEachTheirOwnTopics() {
        WireConsumer a = subscribed(outside, "a");
        a.beatUntilItHas(2);

        WireConsumer b = subscribed(inside, "b");
        b.beatUntilItHas(2);

        assertEquals(Set.of(secret), topics(b));
        assertEquals(Set.of(open), topics(a));
        assertEquals(2, a.count());
    }

    @Test
    void aTopicThatComes_isGivenToThoseWhoMaySeeIt() {
        WireConsumer a = subscribed(outside, "a");
        WireConsumer b = subscribed(inside, "b");
        a.beatUntilItHas(2);
        b.beatUntilItHas(2);

        Uuid another = broker.createTopic("log-another-secret", 2);

        b.beatUntilItHas(4);
        a.beat();
        assertEquals(Set.of(secret, another), topics(b));
        assertEquals(Set.of(open), topics(a));
    }

    @Test
    void afterARestart_aPatternIsResolvedForItsMemberAgain() {
        WireConsumer a = subscribed(outside, "a");
        a.beatUntilItHas(2);
        int epoch = a.epoch();

        stop();
        logs = logs.anotherNode();
        connect();
        WireConsumer again = a.on(outside);

        again.beatUntilItHas(2);
        assertEquals(epoch, again.epoch(), "nothing has changed for it");
        broker.createTopic("log-later", 3);
        broker.createTopic("log-later-secret", 3);
        again.beatUntilItHas(5);
        assertEquals(Errors.NONE.code(), again.beat().errorCode());
        assertEquals(5, again.count());
    }

    private static WireConsumer subscribed(WireClient client, String memberId) {
        WireConsumer member = new WireConsumer(client, "g", memberId);
        assertEquals(
                Errors.NONE.code(),
                member.join(request -> request.setSubscribedTopicRegex("log-.*")).errorCode());
        return member;
    }

    private static Set<Uuid> topics(WireConsumer member) {
        return member.has().stream().map(TopicPartitions::topicId).collect(Collectors.toSet());
    }
}
