package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.offset.OffsetRetention;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Offsets of simple committers over a socket, by what each version brings.
class OffsetWireTest {
    private static final OffsetRetention SHORT = new OffsetRetention(60_000, 20);

    private TestBroker broker;
    private WireClient client;
    private Uuid topicId;

    @BeforeEach
    void start() {
        broker = TestBroker.start(TestBroker.config(SHORT), MemoryShardLogs.immediate(4));
        broker.prepareGroups();
        topicId = broker.createTopic("t", 2_500);
        client = broker.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    @Test
    void leaderEpochAndMetadata_areKept_sinceTheVersionsThatHaveThem() {
        OffsetCommitRequestPartition noted =
                partition(0, 42).setCommittedLeaderEpoch(3).setCommittedMetadata("note");

        assertEquals(Errors.NONE, commit(6, "g", noted));
        assertEquals(3, fetch(9, "g", 0).committedLeaderEpoch());
        assertEquals("note", fetch(9, "g", 0).metadata());
        assertEquals(3, fetchSingle(5, "g").committedLeaderEpoch());
        assertEquals(-1, fetchSingle(4, "g").committedLeaderEpoch());
        assertEquals("note", fetchSingle(1, "g").metadata());

        assertEquals(Errors.NONE, commit(5, "g", partition(0, 43).setCommittedMetadata(null)));
        assertEquals(43, fetch(9, "g", 0).committedOffset());
        assertEquals(-1, fetch(9, "g", 0).committedLeaderEpoch());
        assertEquals("", fetch(9, "g", 0).metadata());
    }

    @Test
    void metadataThatIsTooLong_isRefusedForItsPartitionOnly() {
        OffsetCommitResponseData answer =
                client.call(
                        9,
                        request(
                                "g",
                                partition(0, 1).setCommittedMetadata("x".repeat(4_097)),
                                partition(1, 2).setCommittedMetadata("x".repeat(4_096)),
                                partition(2_500, 3)),
                        OffsetCommitResponseData.class);

        assertEquals(
                List.of(
                        Errors.OFFSET_METADATA_TOO_LARGE,
                        Errors.NONE,
                        Errors.UNKNOWN_TOPIC_OR_PARTITION),
                answer.topics().getFirst().partitions().stream()
                        .map(one -> Errors.forCode(one.errorCode()))
                        .toList());
    }

    @Test
    void byTopicId_offsetsAreCommittedAndFetched_andUnknownIdsAreRefused() {
        assertEquals(Errors.NONE, commit(10, "g", topicId, partition(0, 42)));
        assertEquals(42, fetchById("g", topicId).committedOffset());
        assertEquals(42, fetch(9, "g", 0).committedOffset());

        Uuid unknown = new Uuid(7, 7);
        assertEquals(Errors.UNKNOWN_TOPIC_ID, commit(10, "g", unknown, partition(0, 1)));
        assertEquals(Errors.UNKNOWN_TOPIC_ID, Errors.forCode(fetchById("g", unknown).errorCode()));
    }

    @Test
    void severalGroups_areFetchedAtOnce_stableOnesToo() {
        commit(9, "g", partition(0, 42));
        commit(9, "h", partition(0, 43));
        OffsetFetchRequestData request =
                new OffsetFetchRequestData()
                        .setRequireStable(true)
                        .setGroups(List.of(group("g", 0), group("h", 0), group("none", 0)));

        OffsetFetchResponseData answer = client.call(8, request, OffsetFetchResponseData.class);

        assertEquals(
                List.of(42L, 43L, -1L),
                answer.groups().stream()
                        .map(one -> one.topics().getFirst().partitions().getFirst())
                        .map(OffsetFetchResponsePartitions::committedOffset)
                        .toList());
    }

    @Test
    void retentionTimeOfOldVersions_endsAnOffset_thatLaterVersionsCannotSet() {
        client.call(2, request("old", partition(0, 1)).setRetentionTimeMs(1), answer());
        client.call(
                4, request("kept", partition(0, 1)).setRetentionTimeMs(Long.MAX_VALUE), answer());
        client.call(5, request("new", partition(0, 1)), answer());

        awaitDead("old");

        assertEquals(1, fetch(9, "kept", 0).committedOffset());
        assertEquals(1, fetch(9, "new", 0).committedOffset());
    }

    @Test
    void offsetsOfADeletedTopic_areOutOfSightAtOnce_andGoneSoon() {
        commit(9, "g", partition(0, 42));
        broker.createTopic("u", 1);

        broker.deleteTopic("t");

        assertEquals(-1, fetch(9, "g", 0).committedOffset());
        assertEquals(List.of(), fetchAll("g"));
        broker.createTopic("t", 1);
        assertEquals(-1, fetch(9, "g", 0).committedOffset());
        assertEquals(List.of(), fetchAll("g"));
        awaitDead("g");
    }

    @Test
    void groupWithMoreOffsetsThanOneCommandRemoves_isDeletedWhole() {
        List<OffsetCommitRequestPartition> all = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            all.add(partition(i, i));
        }
        client.call(9, request("g", all.toArray(OffsetCommitRequestPartition[]::new)), answer());
        assertEquals(2_500, fetchAll("g").getFirst().partitions().size());

        DeleteGroupsResponseData answer =
                client.call(
                        2,
                        new DeleteGroupsRequestData().setGroupsNames(List.of("g")),
                        DeleteGroupsResponseData.class);

        assertEquals(Errors.NONE.code(), answer.results().iterator().next().errorCode());
        assertEquals(List.of(), fetchAll("g"));
        assertEquals("Dead", state("g"));
    }

    private void awaitDead(String groupId) {
        long deadlineNs = System.nanoTime() + 30_000_000_000L;
        while (!state(groupId).equals("Dead")) {
            assertTrue(System.nanoTime() < deadlineNs, groupId + " is still there");
            Thread.onSpinWait();
        }
    }

    private String state(String groupId) {
        return client.call(
                        5,
                        new DescribeGroupsRequestData().setGroups(List.of(groupId)),
                        DescribeGroupsResponseData.class)
                .groups()
                .getFirst()
                .groupState();
    }

    private static Class<OffsetCommitResponseData> answer() {
        return OffsetCommitResponseData.class;
    }

    private static OffsetCommitRequestPartition partition(int index, long offset) {
        return new OffsetCommitRequestPartition()
                .setPartitionIndex(index)
                .setCommittedOffset(offset);
    }

    private static OffsetCommitRequestData request(
            String groupId, OffsetCommitRequestPartition... partitions) {
        return new OffsetCommitRequestData()
                .setGroupId(groupId)
                .setTopics(
                        List.of(
                                new OffsetCommitRequestTopic()
                                        .setName("t")
                                        .setPartitions(List.of(partitions))));
    }

    private Errors commit(int version, String groupId, OffsetCommitRequestPartition partition) {
        return error(client.call(version, request(groupId, partition), answer()));
    }

    private Errors commit(
            int version, String groupId, Uuid id, OffsetCommitRequestPartition partition) {
        OffsetCommitRequestData request = request(groupId, partition);
        request.topics().getFirst().setTopicId(id);
        return error(client.call(version, request, answer()));
    }

    private static Errors error(OffsetCommitResponseData answer) {
        return Errors.forCode(answer.topics().getFirst().partitions().getFirst().errorCode());
    }

    private static OffsetFetchRequestGroup group(String groupId, int partition) {
        return new OffsetFetchRequestGroup()
                .setGroupId(groupId)
                .setTopics(
                        List.of(
                                new OffsetFetchRequestTopics()
                                        .setName("t")
                                        .setPartitionIndexes(List.of(partition))));
    }

    private OffsetFetchResponsePartitions fetch(int version, String groupId, int partition) {
        return fetch(version, group(groupId, partition));
    }

    private OffsetFetchResponsePartitions fetchById(String groupId, Uuid id) {
        OffsetFetchRequestGroup group = group(groupId, 0);
        group.topics().getFirst().setTopicId(id);
        return fetch(10, group);
    }

    private OffsetFetchResponsePartitions fetch(int version, OffsetFetchRequestGroup group) {
        return client.call(
                        version,
                        new OffsetFetchRequestData().setGroups(List.of(group)),
                        OffsetFetchResponseData.class)
                .groups()
                .getFirst()
                .topics()
                .getFirst()
                .partitions()
                .getFirst();
    }

    private OffsetFetchResponsePartition fetchSingle(int version, String groupId) {
        OffsetFetchRequestData request =
                new OffsetFetchRequestData()
                        .setGroupId(groupId)
                        .setTopics(
                                List.of(
                                        new OffsetFetchRequestTopic()
                                                .setName("t")
                                                .setPartitionIndexes(List.of(0))));
        return client.call(version, request, OffsetFetchResponseData.class)
                .topics()
                .getFirst()
                .partitions()
                .getFirst();
    }

    private List<OffsetFetchResponseTopics> fetchAll(String groupId) {
        OffsetFetchRequestData request =
                new OffsetFetchRequestData()
                        .setGroups(
                                List.of(
                                        new OffsetFetchRequestGroup()
                                                .setGroupId(groupId)
                                                .setTopics(null)));
        return client.call(9, request, OffsetFetchResponseData.class).groups().getFirst().topics();
    }
}
