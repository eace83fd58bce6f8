package dev.regroup.broker;

import static org.apache.kafka.common.protocol.ApiKeys.*;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Every error of the APIs on groups and their offsets, provoked over a socket.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupErrorsTest {
    private static final Uuid NO_TOPIC = new Uuid(1, 2);

    private final ErrorCases cases = new ErrorCases();

    @AfterAll
    void stop() {
        cases.close();
    }

    @TestFactory
    Stream<DynamicTest> everyError_isProvoked() {
        commits();
        commitsOfMembers();
        fetches();
        offsetDeletions();
        groups();
        return cases.tests();
    }

    private void commits() {
        cases.on(
                OFFSET_COMMIT,
                WireMember.COMMIT,
                Errors.UNKNOWN_TOPIC_OR_PARTITION,
                m -> m.committing("none"));
        cases.on(
                OFFSET_COMMIT,
                WireMember.COMMIT,
                Errors.TOPIC_AUTHORIZATION_FAILED,
                m -> m.committing(ErrorCases.SECRET));
        cases.on(
                OFFSET_COMMIT,
                WireMember.COMMIT,
                Errors.GROUP_AUTHORIZATION_FAILED,
                m -> m.committing("t").setGroupId(ErrorCases.SECRET));
        cases.on(
                OFFSET_COMMIT,
                WireMember.COMMIT,
                Errors.OFFSET_METADATA_TOO_LARGE,
                m -> {
                    OffsetCommitRequestData request = m.committing("t");
                    request.topics()
                            .getFirst()
                            .partitions()
                            .getFirst()
                            .setCommittedMetadata("x".repeat(4_097));
                    return request;
                });
        cases.on(OFFSET_COMMIT, WireMember.COMMIT, Errors.NOT_COORDINATOR, m -> m.committing("t"));
        cases.on(
                OFFSET_COMMIT,
                10,
                Errors.UNKNOWN_TOPIC_ID,
                m -> {
                    OffsetCommitRequestData request = m.committing("");
                    request.topics().getFirst().setTopicId(NO_TOPIC);
                    return request;
                });
    }

    private void commitsOfMembers() {
        cases.on(
                OFFSET_COMMIT,
                WireMember.COMMIT,
                Errors.UNKNOWN_MEMBER_ID,
                m -> m.stable().another().committing("t"));
        cases.on(
                OFFSET_COMMIT,
                WireMember.COMMIT,
                Errors.FENCED_INSTANCE_ID,
                m -> ErrorCases.replaced(m).committing("t"));
        cases.on(
                OFFSET_COMMIT,
                WireMember.COMMIT,
                Errors.ILLEGAL_GENERATION,
                m -> m.stable().committing("t").setGenerationIdOrMemberEpoch(7));
        cases.on(
                OFFSET_COMMIT,
                WireMember.COMMIT,
                Errors.REBALANCE_IN_PROGRESS,
                m -> m.joined().committing("t"));
        cases.on(
                OFFSET_COMMIT,
                WireMember.COMMIT,
                Errors.GROUP_ID_NOT_FOUND,
                m -> m.committing("t").setGenerationIdOrMemberEpoch(7));
        cases.on(
                OFFSET_COMMIT,
                WireMember.COMMIT,
                Errors.STALE_MEMBER_EPOCH,
                m -> {
                    ErrorCases.consumer(m, "c");
                    return m.committing("t").setMemberId("c").setGenerationIdOrMemberEpoch(77);
                });
    }

    private void fetches() {
        cases.on(
                OFFSET_FETCH,
                9,
                Errors.GROUP_AUTHORIZATION_FAILED,
                m -> fetch(m, g -> g.setGroupId(ErrorCases.SECRET)));
        cases.on(
                OFFSET_FETCH,
                9,
                Errors.TOPIC_AUTHORIZATION_FAILED,
                m ->
                        fetch(
                                m,
                                g ->
                                        g.setTopics(
                                                List.of(
                                                        new OffsetFetchRequestTopics()
                                                                .setName(ErrorCases.SECRET)
                                                                .setPartitionIndexes(
                                                                        List.of(0))))));
        cases.on(
                OFFSET_FETCH,
                10,
                Errors.UNKNOWN_TOPIC_ID,
                m ->
                        fetch(
                                m,
                                g ->
                                        g.setTopics(
                                                List.of(
                                                        new OffsetFetchRequestTopics()
                                                                .setTopicId(NO_TOPIC)
                                                                .setPartitionIndexes(
                                                                        List.of(0))))));
        cases.on(
                OFFSET_FETCH,
                9,
                Errors.UNKNOWN_MEMBER_ID,
                m -> fetch(ErrorCases.consumer(m, "a"), g -> g.setMemberId("b").setMemberEpoch(3)));
        cases.on(
                OFFSET_FETCH,
                9,
                Errors.STALE_MEMBER_EPOCH,
                m ->
                        fetch(
                                ErrorCases.consumer(m, "a"),
                                g -> g.setMemberId("a").setMemberEpoch(77)));
    }

    private static OffsetFetchRequestData fetch(
            WireMember member, UnaryOperator<OffsetFetchRequestGroup> how) {
        return new OffsetFetchRequestData()
                .setGroups(
                        List.of(
                                how.apply(
                                        new OffsetFetchRequestGroup()
                                                .setGroupId(member.groupId)
                                                .setTopics(null))));
    }

    private void offsetDeletions() {
        cases.on(OFFSET_DELETE, 0, Errors.INVALID_GROUP_ID, m -> deletion("", "t"));
        cases.on(OFFSET_DELETE, 0, Errors.GROUP_ID_NOT_FOUND, m -> deletion(m.groupId, "t"));
        cases.on(
                OFFSET_DELETE,
                0,
                Errors.NON_EMPTY_GROUP,
                m -> deletion(m.of("connect").stable().groupId, "t"));
        cases.on(
                OFFSET_DELETE,
                0,
                Errors.GROUP_SUBSCRIBED_TO_TOPIC,
                m -> deletion(m.stable().groupId, "t"));
        cases.on(
                OFFSET_DELETE,
                0,
                Errors.UNKNOWN_TOPIC_OR_PARTITION,
                m -> deletion(m.stable().groupId, "x"));
        cases.on(
                OFFSET_DELETE,
                0,
                Errors.TOPIC_AUTHORIZATION_FAILED,
                m -> deletion(m.stable().groupId, ErrorCases.SECRET));
        cases.on(
                OFFSET_DELETE,
                0,
                Errors.GROUP_AUTHORIZATION_FAILED,
                m -> deletion(ErrorCases.SECRET, "t"));
    }

    private static OffsetDeleteRequestData deletion(String groupId, String topic) {
        OffsetDeleteRequestTopicCollection topics = new OffsetDeleteRequestTopicCollection();
        topics.add(
                new OffsetDeleteRequestTopic()
                        .setName(topic)
                        .setPartitions(List.of(new OffsetDeleteRequestPartition())));
        return new OffsetDeleteRequestData().setGroupId(groupId).setTopics(topics);
    }

    private void groups() {
        cases.on(DESCRIBE_GROUPS, 6, Errors.GROUP_ID_NOT_FOUND, m -> description(m.groupId));
        cases.on(
                DESCRIBE_GROUPS,
                6,
                Errors.GROUP_AUTHORIZATION_FAILED,
                m -> description(ErrorCases.SECRET));
        cases.on(DELETE_GROUPS, 2, Errors.GROUP_ID_NOT_FOUND, m -> deletion(m.groupId));
        cases.on(DELETE_GROUPS, 2, Errors.NON_EMPTY_GROUP, m -> deletion(m.stable().groupId));
        cases.on(
                DELETE_GROUPS,
                2,
                Errors.GROUP_AUTHORIZATION_FAILED,
                m -> deletion(ErrorCases.SECRET));
    }

    private static DescribeGroupsRequestData description(String groupId) {
        return new DescribeGroupsRequestData().setGroups(List.of(groupId));
    }

    private static DeleteGroupsRequestData deletion(String groupId) {
        return new DeleteGroupsRequestData().setGroupsNames(List.of(groupId));
    }
}
