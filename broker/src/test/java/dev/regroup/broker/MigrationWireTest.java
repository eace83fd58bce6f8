package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolAssignment.TopicPartition;
import org.apache.kafka.common.message.ConsumerProtocolAssignment.TopicPartitionCollection;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A group that moves from the classic protocol to the consumer protocol and back, over a socket.
class MigrationWireTest {
    private static final int ROUNDS_MAX = 100_000;

    private TestBroker broker;
    private WireClient client;
    private Uuid topicId;

    // The classic member.
    private String classicId = "";
    private int generation;
    private List<Integer> classicHas = List.of();

    // The one of the consumer protocol.
    private int epoch;
    private List<Integer> consumerHas = List.of();

    @BeforeEach
    void start() {
        broker =
                TestBroker.start(
                        TestBroker.config(TopicDefaults.DEFAULT), MemoryShardLogs.immediate(4));
        broker.prepareGroups();
        topicId = broker.createTopic("t", 4);
        client = broker.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    @Test
    void aGroup_movesToTheConsumerProtocolAndBack_whileItWorks() {
        classicId = join().memberId();
        generation = join().generationId();
        classicHas = sync(List.of(0, 1, 2, 3));
        assertEquals(Errors.NONE, heartbeat());

        for (int i = 0; i < ROUNDS_MAX && !(consumerHas.size() == 2 && isQuiet()); i++) {
            beat(epoch);
            if (heartbeat() == Errors.REBALANCE_IN_PROGRESS) {
                classicHas = List.of();
                generation = join().generationId();
                classicHas = sync(List.of());
            }
        }

        TreeSet<Integer> all = new TreeSet<>(classicHas);
        all.addAll(consumerHas);
        assertEquals(new TreeSet<>(List.of(0, 1, 2, 3)), all);
        assertEquals(2, classicHas.size());
        assertEquals(2, consumerHas.size());

        beat(-1);

        assertEquals(Errors.REBALANCE_IN_PROGRESS, heartbeat());
        assertEquals("PreparingRebalance", state());
        generation = join().generationId();
        assertEquals(List.of(0, 1), sync(List.of(0, 1)));
        assertEquals("Stable", state());
    }

    private boolean isQuiet() {
        return heartbeat() == Errors.NONE;
    }

    private JoinGroupResponseData join() {
        byte[] subscription =
                MessageUtil.toVersionPrefixedBytes(
                        (short) 1, new ConsumerProtocolSubscription().setTopics(List.of("t")));
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(subscription));
        return client.call(
                9,
                new JoinGroupRequestData()
                        .setGroupId("g")
                        .setMemberId(classicId)
                        .setSessionTimeoutMs(10_000)
                        .setRebalanceTimeoutMs(10_000)
                        .setProtocolType("consumer")
                        .setProtocols(protocols),
                JoinGroupResponseData.class);
    }

    /// @param partitions of `t` that it gives itself, if it leads
    private List<Integer> sync(List<Integer> partitions) {
        TopicPartitionCollection topics = new TopicPartitionCollection();
        topics.add(new TopicPartition().setTopic("t").setPartitions(partitions));
        SyncGroupResponseData answer =
                client.call(
                        5,
                        new SyncGroupRequestData()
                                .setGroupId("g")
                                .setMemberId(classicId)
                                .setGenerationId(generation)
                                .setProtocolType("consumer")
                                .setProtocolName("range")
                                .setAssignments(
                                        List.of(
                                                new SyncGroupRequestAssignment()
                                                        .setMemberId(classicId)
                                                        .setAssignment(
                                                                MessageUtil.toVersionPrefixedBytes(
                                                                        (short) 1,
                                                                        new ConsumerProtocolAssignment()
                                                                                .setAssignedPartitions(
                                                                                        topics))))),
                        SyncGroupResponseData.class);
        assertEquals(Errors.NONE, Errors.forCode(answer.errorCode()));
        ByteBuffer buffer = ByteBuffer.wrap(answer.assignment());
        short version = buffer.getShort();
        return new ConsumerProtocolAssignment(new ByteBufferAccessor(buffer), version)
                .assignedPartitions().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .toList();
    }

    private Errors heartbeat() {
        return Errors.forCode(
                client.call(
                                4,
                                new HeartbeatRequestData()
                                        .setGroupId("g")
                                        .setMemberId(classicId)
                                        .setGenerationId(generation),
                                HeartbeatResponseData.class)
                        .errorCode());
    }

    /// As a member that does at once what it is told, and asks again where it is not let in yet.
    private void beat(int memberEpoch) {
        boolean joins = memberEpoch == 0;
        ConsumerGroupHeartbeatResponseData answer =
                client.call(
                        1,
                        new ConsumerGroupHeartbeatRequestData()
                                .setGroupId("g")
                                .setMemberId("c")
                                .setMemberEpoch(memberEpoch)
                                .setRebalanceTimeoutMs(joins ? 10_000 : -1)
                                .setSubscribedTopicNames(joins ? List.of("t") : null)
                                .setTopicPartitions(
                                        consumerHas.isEmpty()
                                                ? List.of()
                                                : List.of(
                                                        new TopicPartitions()
                                                                .setTopicId(topicId)
                                                                .setPartitions(consumerHas))),
                        ConsumerGroupHeartbeatResponseData.class);
        if (answer.errorCode() == Errors.COORDINATOR_LOAD_IN_PROGRESS.code()) {
            return;
        }
        assertEquals(Errors.NONE, Errors.forCode(answer.errorCode()), answer::errorMessage);
        epoch = answer.memberEpoch();
        if (answer.assignment() != null) {
            consumerHas =
                    answer.assignment().topicPartitions().stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .toList();
        }
    }

    private String state() {
        return client.call(
                        5,
                        new DescribeGroupsRequestData().setGroups(List.of("g")),
                        DescribeGroupsResponseData.class)
                .groups()
                .getFirst()
                .groupState();
    }
}
