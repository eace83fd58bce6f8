package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Groups of the consumer protocol, over a socket.
class ConsumerGroupWireTest {
    private static final int BEATS_MAX = 100_000;

    private MemoryShardLogs logs;
    private TestBroker broker;
    private WireClient client;
    private Uuid topicId;

    @BeforeEach
    void start() {
        logs = MemoryShardLogs.immediate(4);
        broker = TestBroker.start(TestBroker.config(TopicDefaults.DEFAULT), logs);
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
    void twoMembers_shareATopic_andOneThatLeavesGivesItsPartBack() {
        Member a = new Member("a");
        a.join();
        a.beatUntilItHas(4);
        Member b = new Member("b");
        b.join();
        for (int i = 0; i < BEATS_MAX && (a.has() != 2 || b.has() != 2); i++) {
            a.beat();
            b.beat();
        }
        TreeSet<Integer> all = new TreeSet<>(a.partitions);
        all.addAll(b.partitions);
        assertEquals(new TreeSet<>(List.of(0, 1, 2, 3)), all);

        assertEquals(-1, b.leave().memberEpoch());

        a.beatUntilItHas(4);
    }

    @Test
    void aGroup_outlivesTheBroker() {
        Member a = new Member("a");
        a.join();
        a.beatUntilItHas(4);
        int epoch = a.epoch;

        stop();
        logs = logs.anotherNode();
        broker = TestBroker.start(TestBroker.config(TopicDefaults.DEFAULT), logs);
        client = broker.connect();

        ConsumerGroupHeartbeatResponseData answer = a.beat();
        assertEquals(Errors.NONE.code(), answer.errorCode());
        assertEquals(epoch, answer.memberEpoch());
        assertNull(answer.assignment(), "it knows what it has");
    }

    @Test
    void aTopicThatMatchesAPattern_isAssignedWhenItComes() {
        Member a = new Member("a");
        a.send(request ->
                a.joining(request)
                        .setSubscribedTopicNames(List.of())
                        .setSubscribedTopicRegex("log-.*"));

        topicId = broker.createTopic("log-1", 3);

        a.beatUntilItHas(3);
        assertEquals("log-.*", describe("g").members().getFirst().subscribedTopicRegex());
    }

    @Test
    void aGroup_isDescribedAndListedUnderItsProtocol() {
        Member a = new Member("a");
        a.join();
        a.beatUntilItHas(4);

        DescribedGroup described = describe("g");
        assertEquals("Stable", described.groupState());
        assertEquals("uniform", described.assignorName());
        assertEquals(described.groupEpoch(), described.assignmentEpoch());
        var member = described.members().getFirst();
        assertEquals("a", member.memberId());
        assertEquals(described.groupEpoch(), member.memberEpoch());
        assertEquals(List.of("t"), member.subscribedTopicNames());
        assertEquals("t", member.assignment().topicPartitions().getFirst().topicName());
        assertEquals(member.assignment(), member.targetAssignment());

        ListedGroup listed = list(List.of("Consumer")).getFirst();
        assertEquals("g", listed.groupId());
        assertEquals("consumer", listed.groupType());
        assertEquals("consumer", listed.protocolType());
        assertEquals("Stable", listed.groupState());
        assertEquals(List.of(), list(List.of("classic")));
        assertEquals(
                Errors.GROUP_ID_NOT_FOUND.code(),
                client.call(
                                6,
                                new DescribeGroupsRequestData().setGroups(List.of("g")),
                                DescribeGroupsResponseData.class)
                        .groups()
                        .getFirst()
                        .errorCode());
    }

    @Test
    void whatIsWrongWithARequest_isSaid() {
        Member a = new Member("a");

        assertRefused(Errors.INVALID_REQUEST, a, r -> a.joining(r).setGroupId(""));
        assertRefused(Errors.INVALID_REQUEST, a, r -> a.joining(r).setInstanceId(""));
        assertRefused(Errors.INVALID_REQUEST, a, r -> a.joining(r).setRackId(""));
        assertRefused(Errors.INVALID_REQUEST, a, r -> a.joining(r).setMemberId(""));
        assertRefused(Errors.INVALID_REQUEST, a, r -> a.joining(r).setMemberEpoch(-3));
        assertRefused(Errors.INVALID_REQUEST, a, r -> a.joining(r).setMemberEpoch(-2));
        assertRefused(Errors.INVALID_REQUEST, a, r -> a.joining(r).setRebalanceTimeoutMs(-1));
        assertRefused(Errors.INVALID_REQUEST, a, r -> a.joining(r).setTopicPartitions(null));
        assertRefused(Errors.INVALID_REQUEST, a, r -> a.joining(r).setSubscribedTopicNames(null));
        assertRefused(Errors.UNSUPPORTED_ASSIGNOR, a, r -> a.joining(r).setServerAssignor("no"));
        assertRefused(
                Errors.INVALID_REGULAR_EXPRESSION,
                a,
                r -> a.joining(r).setSubscribedTopicRegex("(a"));
        assertRefused(Errors.GROUP_ID_NOT_FOUND, a, r -> r.setMemberEpoch(5));
    }

    @Test
    void aMember_maySubscribeToNothingYet() {
        Member a = new Member("a");
        a.send(request -> a.joining(request).setSubscribedTopicNames(List.of()));
        a.beatUntilItHas(0);

        a.send(request -> request.setSubscribedTopicNames(List.of("t")));

        a.beatUntilItHas(4);
    }

    @Test
    void aMemberOfVersion0WithoutAnId_isGivenOne() {
        ConsumerGroupHeartbeatResponseData answer =
                client.call(
                        0,
                        new Member("").joining(new ConsumerGroupHeartbeatRequestData()),
                        ConsumerGroupHeartbeatResponseData.class);

        assertEquals(Errors.NONE.code(), answer.errorCode());
        assertFalse(Objects.requireNonNull(answer.memberId()).isEmpty());
        assertTrue(answer.memberEpoch() > 0);
    }

    private void assertRefused(
            Errors error, Member member, UnaryOperator<ConsumerGroupHeartbeatRequestData> how) {
        assertEquals(error, Errors.forCode(member.send(how).errorCode()));
    }

    private DescribedGroup describe(String groupId) {
        return client.call(
                        1,
                        new ConsumerGroupDescribeRequestData().setGroupIds(List.of(groupId)),
                        ConsumerGroupDescribeResponseData.class)
                .groups()
                .getFirst();
    }

    private List<ListedGroup> list(List<String> types) {
        return client.call(
                        5,
                        new ListGroupsRequestData().setTypesFilter(types),
                        ListGroupsResponseData.class)
                .groups();
    }

    /// A member of the group `g` that subscribes to `t` and does at once what it is told.
    private final class Member {
        private final String id;
        private int epoch;
        private List<Integer> partitions = List.of();

        Member(String id) {
            this.id = id;
        }

        ConsumerGroupHeartbeatRequestData joining(ConsumerGroupHeartbeatRequestData request) {
            return request.setGroupId("g")
                    .setMemberId(id)
                    .setMemberEpoch(0)
                    .setRebalanceTimeoutMs(60_000)
                    .setSubscribedTopicNames(List.of("t"))
                    .setTopicPartitions(List.of());
        }

        void join() {
            ConsumerGroupHeartbeatResponseData answer = send(this::joining);
            assertEquals(Errors.NONE.code(), answer.errorCode(), answer::errorMessage);
        }

        ConsumerGroupHeartbeatResponseData beat() {
            return send(request ->
                    request.setTopicPartitions(
                            partitions.isEmpty()
                                    ? List.of()
                                    : List.of(
                                            new TopicPartitions()
                                                    .setTopicId(topicId)
                                                    .setPartitions(partitions))));
        }

        /// Heartbeats as fast as they are answered: the broker decides when it is time.
        void beatUntilItHas(int count) {
            for (int i = 0; i < BEATS_MAX && has() != count; i++) {
                assertEquals(Errors.NONE.code(), beat().errorCode());
            }
            assertEquals(count, has());
        }

        int has() {
            return partitions.size();
        }

        ConsumerGroupHeartbeatResponseData leave() {
            return send(request -> request.setMemberEpoch(-1));
        }

        ConsumerGroupHeartbeatResponseData send(
                UnaryOperator<ConsumerGroupHeartbeatRequestData> how) {
            ConsumerGroupHeartbeatResponseData answer =
                    client.call(
                            1,
                            how.apply(
                                    new ConsumerGroupHeartbeatRequestData()
                                            .setGroupId("g")
                                            .setMemberId(id)
                                            .setMemberEpoch(epoch)),
                            ConsumerGroupHeartbeatResponseData.class);
            if (answer.errorCode() == Errors.NONE.code()) {
                epoch = answer.memberEpoch();
            }
            if (answer.assignment() != null) {
                partitions =
                        answer.assignment().topicPartitions().stream()
                                .flatMap(topic -> topic.partitions().stream())
                                .toList();
            }
            return answer;
        }
    }
}
