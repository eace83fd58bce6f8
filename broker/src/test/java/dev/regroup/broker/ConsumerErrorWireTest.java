package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.config.BrokerConfig;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.coordinator.group.ConsumerConfig;
import dev.regroup.coordinator.group.GroupConfig;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Error codes of ConsumerGroupHeartbeat and ConsumerGroupDescribe that depend on the group, or on
/// who asks. The group takes two members; nobody may see what is called secret.
class ConsumerErrorWireTest {
    private static final Authorizer NOTHING_SECRET =
            (who, operation, type, name) -> !name.contains("secret");

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
                                2,
                                consumers.assignors(),
                                consumers.migration(),
                                consumers.quietMs(),
                                consumers.quietMaxMs()));
        broker =
                TestBroker.start(
                        new BrokerConfig(
                                base.nodeId(),
                                base.listeners(),
                                base.topics(),
                                base.limits(),
                                groups,
                                base.settings()),
                        MemoryShardLogs.immediate(4),
                        NOTHING_SECRET);
        broker.prepareGroups();
        broker.createTopic("t", 2);
        client = broker.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    @Test
    void aMemberThatTheGroupDoesNotKnow_isToldSo() {
        member("a");

        refused(Errors.UNKNOWN_MEMBER_ID, "b", request -> request.setMemberEpoch(1));
        refused(Errors.UNKNOWN_MEMBER_ID, "b", request -> request.setMemberEpoch(-1));
    }

    @Test
    void aMemberOfAnotherEpoch_isFenced() {
        WireConsumer a = member("a");
        a.beatUntilItHas(2);

        refused(
                Errors.FENCED_MEMBER_EPOCH,
                "a",
                request -> request.setMemberEpoch(a.epoch() + 1).setTopicPartitions(List.of()));
        refused(
                Errors.FENCED_MEMBER_EPOCH,
                "a",
                request -> request.setMemberEpoch(a.epoch() - 1).setTopicPartitions(another(a)));
    }

    /// Of the epoch before it is only who has not heard of the last, and so has nothing new.
    private static List<TopicPartitions> another(WireConsumer member) {
        return member.has().stream()
                .map(topic ->
                        new TopicPartitions()
                                .setTopicId(topic.topicId())
                                .setPartitions(List.of(77)))
                .toList();
    }

    @Test
    void anInstance_isOneMembersAtATime() {
        WireConsumer a = new WireConsumer(client, "g", "a");
        a.join(ConsumerErrorWireTest::asInstance);

        refused(Errors.UNRELEASED_INSTANCE_ID, "b", request -> asInstance(joining(request)));

        a.send(request -> asInstance(request).setMemberEpoch(-2));
        WireConsumer b = new WireConsumer(client, "g", "b");
        b.join(ConsumerErrorWireTest::asInstance);
        refused(
                Errors.FENCED_INSTANCE_ID,
                "a",
                request -> asInstance(request).setMemberEpoch(a.epoch()));
        refused(
                Errors.UNKNOWN_MEMBER_ID,
                "a",
                request -> request.setInstanceId("another").setMemberEpoch(1));
    }

    @Test
    void aFullGroup_takesNobody() {
        member("a");
        member("b");

        refused(Errors.GROUP_MAX_SIZE_REACHED, "c", ConsumerErrorWireTest::joining);
    }

    @Test
    void aTopicThatMayNotBeSeen_isNotSubscribedTo() {
        refused(
                Errors.TOPIC_AUTHORIZATION_FAILED,
                "a",
                request -> joining(request).setSubscribedTopicNames(List.of("t", "secret")));
    }

    @Test
    void aGroupThatMayNotBeSeen_isNotJoinedNorDescribed() {
        refused(
                Errors.GROUP_AUTHORIZATION_FAILED,
                "a",
                request -> joining(request).setGroupId("secret"));

        assertEquals(Errors.GROUP_AUTHORIZATION_FAILED, described("secret"));
    }

    @Test
    void whatIsDescribed_isAGroupOfThisProtocolWithAName() {
        member("a");

        assertEquals(Errors.NONE, described("g"));
        assertEquals(Errors.INVALID_GROUP_ID, described(""));
        assertEquals(Errors.GROUP_ID_NOT_FOUND, described("no"));
    }

    private Errors described(String groupId) {
        return Errors.forCode(
                client.call(
                                1,
                                new ConsumerGroupDescribeRequestData()
                                        .setGroupIds(List.of(groupId)),
                                ConsumerGroupDescribeResponseData.class)
                        .groups()
                        .getFirst()
                        .errorCode());
    }

    private WireConsumer member(String id) {
        WireConsumer member = new WireConsumer(client, "g", id);
        member.join("t");
        return member;
    }

    private static ConsumerGroupHeartbeatRequestData asInstance(
            ConsumerGroupHeartbeatRequestData request) {
        return request.setInstanceId("i").setSubscribedTopicNames(List.of("t"));
    }

    private static ConsumerGroupHeartbeatRequestData joining(
            ConsumerGroupHeartbeatRequestData request) {
        return request.setMemberEpoch(0)
                .setRebalanceTimeoutMs(60_000)
                .setSubscribedTopicNames(List.of("t"))
                .setTopicPartitions(List.of());
    }

    private void refused(
            Errors error, String memberId, UnaryOperator<ConsumerGroupHeartbeatRequestData> how) {
        ConsumerGroupHeartbeatResponseData answer =
                new WireConsumer(client, "g", memberId).send(how);
        assertEquals(error, Errors.forCode(answer.errorCode()), answer.errorMessage());
    }
}
