package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.util.List;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The life of a group of one member, over a socket.
class GroupWireTest {
    private static final byte[] ASSIGNMENT = {1, 2, 3};

    private MemoryShardLogs logs;
    private TestBroker broker;
    private WireClient client;

    @BeforeEach
    void start() {
        logs = MemoryShardLogs.immediate(4);
        broker = TestBroker.start(TestBroker.config(TopicDefaults.DEFAULT), logs);
        broker.prepareGroups();
        broker.createTopic("t", 2);
        client = broker.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    private void restart() {
        stop();
        logs = logs.anotherNode();
        broker = TestBroker.start(TestBroker.config(TopicDefaults.DEFAULT), logs);
        client = broker.connect();
    }

    @Test
    void aMember_joinsSyncsBeatsCommitsAndLeaves() {
        JoinGroupResponseData joined = join("g");
        assertEquals(1, joined.generationId());
        assertEquals(joined.memberId(), joined.leader());
        assertEquals(1, joined.members().size());

        assertArrayEquals(ASSIGNMENT, sync("g", joined).assignment());
        assertEquals(Errors.NONE, heartbeat("g", joined.memberId(), 1));
        assertEquals(Errors.NONE, commit("g", joined.memberId(), 1, 42));
        assertEquals(42, committed("g"));

        assertEquals(Errors.NONE, leave("g", joined.memberId()));
        assertEquals(Errors.UNKNOWN_MEMBER_ID, heartbeat("g", joined.memberId(), 1));
        assertEquals("Empty", describe("g").groupState());
    }

    @Test
    void aGroup_outlivesTheBroker() {
        JoinGroupResponseData joined = join("g");
        sync("g", joined);
        commit("g", joined.memberId(), 1, 42);

        restart();

        assertEquals(Errors.NONE, heartbeat("g", joined.memberId(), 1));
        assertEquals(42, committed("g"));
        DescribedGroup described = describe("g");
        assertEquals("Stable", described.groupState());
        assertEquals("range", described.protocolData());
        assertArrayEquals(ASSIGNMENT, described.members().getFirst().memberAssignment());
    }

    @Test
    void wrongGenerationsAndMembers_areRefused() {
        JoinGroupResponseData joined = join("g");
        sync("g", joined);

        assertEquals(Errors.ILLEGAL_GENERATION, heartbeat("g", joined.memberId(), 7));
        assertEquals(Errors.UNKNOWN_MEMBER_ID, heartbeat("g", "nobody", 1));
        assertEquals(Errors.ILLEGAL_GENERATION, commit("g", joined.memberId(), 0, 1));
        assertEquals(Errors.UNKNOWN_MEMBER_ID, commit("g", "nobody", 1, 1));
        assertEquals(-1, committed("g"));
    }

    @Test
    void aCommitToAGroupThatIsNotThere_saysSoAsFarAsTheVersionCan() {
        assertEquals(Errors.ILLEGAL_GENERATION, commit(8, "none", "m", 3, 1));
        assertEquals(Errors.GROUP_ID_NOT_FOUND, commit(9, "none", "m", 3, 1));
    }

    @Test
    void offsetsOfATopicThatIsNotThere_areRefused() {
        OffsetCommitRequestData request = commitRequest("simple", "", -1, 5);
        request.topics().getFirst().setName("no");

        OffsetCommitResponseData answer = client.call(9, request, OffsetCommitResponseData.class);

        assertEquals(
                Errors.UNKNOWN_TOPIC_OR_PARTITION.code(),
                answer.topics().getFirst().partitions().getFirst().errorCode());
    }

    @Test
    void groupsOfAllShards_areListedByStateAndType() {
        for (int i = 0; i < 20; i++) {
            sync("g" + i, join("g" + i));
        }
        leave("g0", describe("g0").members().getFirst().memberId());

        assertEquals(20, list(List.of(), List.of()));
        assertEquals(19, list(List.of("stable"), List.of()));
        assertEquals(1, list(List.of("Empty"), List.of("classic")));
        assertEquals(0, list(List.of(), List.of("consumer")));
        assertEquals(0, list(List.of("NoSuchState"), List.of()));
        assertEquals(20, list(List.of(" STABLE ", "empty"), List.of()));
    }

    @Test
    void theGroupWithoutAName_holdsOffsets_andIsDeleted() {
        assertEquals(Errors.NONE, commit("", "", -1, 7));
        assertEquals(7, committed(""));

        assertEquals(Errors.NONE, delete(""));

        assertEquals(-1, committed(""));
        assertEquals(Errors.GROUP_ID_NOT_FOUND, delete(""));
    }

    private Errors delete(String groupId) {
        DeleteGroupsResponseData answer =
                client.call(
                        2,
                        new DeleteGroupsRequestData().setGroupsNames(List.of(groupId)),
                        DeleteGroupsResponseData.class);
        return Errors.forCode(answer.results().find(groupId).errorCode());
    }

    @Test
    void whatTheAskerMayDo_isSaidOfAGroupThatIsFound() {
        sync("g", join("g"));
        DescribeGroupsRequestData request =
                new DescribeGroupsRequestData()
                        .setGroups(List.of("g", "none"))
                        .setIncludeAuthorizedOperations(true);

        List<DescribedGroup> since6 =
                client.call(6, request, DescribeGroupsResponseData.class).groups();
        List<DescribedGroup> before =
                client.call(5, request, DescribeGroupsResponseData.class).groups();

        int unsaid = Integer.MIN_VALUE;
        assertNotEquals(unsaid, since6.getFirst().authorizedOperations());
        assertEquals(unsaid, since6.getLast().authorizedOperations());
        // It is shown as dead there, which is no error.
        assertEquals(
                since6.getFirst().authorizedOperations(), before.getLast().authorizedOperations());
    }

    private int list(List<String> states, List<String> types) {
        ListGroupsRequestData request =
                new ListGroupsRequestData().setStatesFilter(states).setTypesFilter(types);
        return client.call(5, request, ListGroupsResponseData.class).groups().size();
    }

    private JoinGroupResponseData join(String groupId) {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[] {9}));
        JoinGroupRequestData request =
                new JoinGroupRequestData()
                        .setGroupId(groupId)
                        .setSessionTimeoutMs(30_000)
                        .setRebalanceTimeoutMs(30_000)
                        .setMemberId("")
                        .setProtocolType("consumer")
                        .setProtocols(protocols);
        JoinGroupResponseData required = client.call(9, request, JoinGroupResponseData.class);
        assertEquals(Errors.MEMBER_ID_REQUIRED.code(), required.errorCode());
        JoinGroupResponseData joined =
                client.call(
                        9, request.setMemberId(required.memberId()), JoinGroupResponseData.class);
        assertEquals(Errors.NONE.code(), joined.errorCode());
        return joined;
    }

    private SyncGroupResponseData sync(String groupId, JoinGroupResponseData joined) {
        SyncGroupRequestData request =
                new SyncGroupRequestData()
                        .setGroupId(groupId)
                        .setGenerationId(joined.generationId())
                        .setMemberId(joined.memberId())
                        .setProtocolType("consumer")
                        .setProtocolName("range")
                        .setAssignments(
                                List.of(
                                        new SyncGroupRequestAssignment()
                                                .setMemberId(joined.memberId())
                                                .setAssignment(ASSIGNMENT)));
        return client.call(5, request, SyncGroupResponseData.class);
    }

    private Errors heartbeat(String groupId, String memberId, int generationId) {
        HeartbeatRequestData request =
                new HeartbeatRequestData()
                        .setGroupId(groupId)
                        .setMemberId(memberId)
                        .setGenerationId(generationId);
        return Errors.forCode(client.call(4, request, HeartbeatResponseData.class).errorCode());
    }

    private Errors leave(String groupId, String memberId) {
        LeaveGroupRequestData request =
                new LeaveGroupRequestData()
                        .setGroupId(groupId)
                        .setMembers(List.of(new MemberIdentity().setMemberId(memberId)));
        LeaveGroupResponseData answer = client.call(5, request, LeaveGroupResponseData.class);
        return Errors.forCode(answer.members().getFirst().errorCode());
    }

    private Errors commit(String groupId, String memberId, int generationId, long offset) {
        return commit(9, groupId, memberId, generationId, offset);
    }

    private Errors commit(
            int version, String groupId, String memberId, int generationId, long offset) {
        OffsetCommitResponseData answer =
                client.call(
                        version,
                        commitRequest(groupId, memberId, generationId, offset),
                        OffsetCommitResponseData.class);
        return Errors.forCode(answer.topics().getFirst().partitions().getFirst().errorCode());
    }

    private static OffsetCommitRequestData commitRequest(
            String groupId, String memberId, int generationId, long offset) {
        return new OffsetCommitRequestData()
                .setGroupId(groupId)
                .setMemberId(memberId)
                .setGenerationIdOrMemberEpoch(generationId)
                .setTopics(
                        List.of(
                                new OffsetCommitRequestTopic()
                                        .setName("t")
                                        .setPartitions(
                                                List.of(
                                                        new OffsetCommitRequestPartition()
                                                                .setPartitionIndex(1)
                                                                .setCommittedOffset(offset)))));
    }

    /// The one offset that the group has committed; -1 if none.
    private long committed(String groupId) {
        OffsetFetchRequestData request =
                new OffsetFetchRequestData()
                        .setGroups(
                                List.of(
                                        new OffsetFetchRequestGroup()
                                                .setGroupId(groupId)
                                                .setTopics(null)));
        var topics =
                client.call(9, request, OffsetFetchResponseData.class).groups().getFirst().topics();
        return topics.isEmpty() ? -1 : topics.getFirst().partitions().getFirst().committedOffset();
    }

    private DescribedGroup describe(String groupId) {
        return client.call(
                        6,
                        new DescribeGroupsRequestData().setGroups(List.of(groupId)),
                        DescribeGroupsResponseData.class)
                .groups()
                .getFirst();
    }
}
