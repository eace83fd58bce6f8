package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// OffsetCommit and OffsetFetch by members of the consumer protocol, in versions that know member
/// epochs (v9) and in earlier ones.
class ConsumerOffsetWireTest {
    private TestBroker broker;
    private WireClient client;
    private Uuid topicId;
    private WireConsumer member;

    @BeforeEach
    void start() {
        broker = TestBroker.start();
        broker.prepareGroups();
        topicId = broker.createTopic("t", 2);
        client = broker.connect();
        member = new WireConsumer(client, "g", "a");
        member.join("t");
        member.beatUntilItHas(2);
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    @Test
    void commitOfAMember_isTakenFromVersion9On() {
        for (int version = 2; version <= 8; version++) {
            assertEquals(
                    List.of(Errors.UNSUPPORTED_VERSION, Errors.UNSUPPORTED_VERSION),
                    commit(version, member.epoch()));
        }
        for (int version = 9; version <= 10; version++) {
            assertEquals(List.of(Errors.NONE, Errors.NONE), commit(version, member.epoch()));
        }
        assertEquals(
                List.of(Errors.STALE_MEMBER_EPOCH, Errors.STALE_MEMBER_EPOCH),
                commit(9, member.epoch() + 1));
    }

    @Test
    void fetch_isJudgedByTheMembersEpochFromVersion9On() {
        commit(9, member.epoch());

        OffsetFetchResponseData single =
                client.call(
                        7,
                        new OffsetFetchRequestData().setGroupId("g"),
                        OffsetFetchResponseData.class);
        assertEquals(Errors.NONE.code(), single.errorCode());
        assertEquals(Errors.NONE.code(), fetch(8, "a", 99).errorCode());
        assertEquals(5, committed(fetch(9, "a", member.epoch())));
        assertEquals(5, committed(fetch(10, "a", member.epoch())));
        assertEquals(Errors.STALE_MEMBER_EPOCH.code(), fetch(9, "a", 99).errorCode());
        assertEquals(Errors.UNKNOWN_MEMBER_ID.code(), fetch(9, "b", 1).errorCode());
    }

    private static long committed(OffsetFetchResponseGroup answer) {
        return answer.topics().getFirst().partitions().getFirst().committedOffset();
    }

    private List<Errors> commit(int version, int epoch) {
        OffsetCommitRequestTopic topic =
                new OffsetCommitRequestTopic()
                        .setPartitions(
                                List.of(
                                        new OffsetCommitRequestPartition()
                                                .setPartitionIndex(0)
                                                .setCommittedOffset(5),
                                        new OffsetCommitRequestPartition()
                                                .setPartitionIndex(1)
                                                .setCommittedOffset(6)));
        OffsetCommitResponseData answer =
                client.call(
                        version,
                        new OffsetCommitRequestData()
                                .setGroupId("g")
                                .setMemberId("a")
                                .setGenerationIdOrMemberEpoch(epoch)
                                .setTopics(
                                        List.of(
                                                version < 10
                                                        ? topic.setName("t")
                                                        : topic.setTopicId(topicId))),
                        OffsetCommitResponseData.class);
        return answer.topics().getFirst().partitions().stream()
                .map(partition -> Errors.forCode(partition.errorCode()))
                .toList();
    }

    private OffsetFetchResponseGroup fetch(int version, String memberId, int epoch) {
        OffsetFetchRequestTopics topic =
                new OffsetFetchRequestTopics().setPartitionIndexes(List.of(0));
        OffsetFetchRequestGroup group =
                new OffsetFetchRequestGroup()
                        .setGroupId("g")
                        .setTopics(
                                List.of(
                                        version < 10
                                                ? topic.setName("t")
                                                : topic.setTopicId(topicId)));
        if (version >= 9) {
            group.setMemberId(memberId).setMemberEpoch(epoch);
        }
        return client.call(
                        version,
                        new OffsetFetchRequestData().setGroups(List.of(group)),
                        OffsetFetchResponseData.class)
                .groups()
                .getFirst();
    }
}
