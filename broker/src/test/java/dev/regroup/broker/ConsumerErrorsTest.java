package dev.regroup.broker;

import static org.apache.kafka.common.protocol.ApiKeys.*;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Every error of the consumer protocol's APIs, provoked over a socket.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsumerErrorsTest {
    private final ErrorCases cases = new ErrorCases();

    @AfterAll
    void stop() {
        cases.close();
    }

    @TestFactory
    Stream<DynamicTest> everyError_isProvoked() {
        heartbeats();
        descriptions();
        return cases.tests();
    }

    private void heartbeats() {
        cases.on(
                CONSUMER_GROUP_HEARTBEAT,
                1,
                Errors.INVALID_REQUEST,
                m -> ErrorCases.beat(m, "a").setRebalanceTimeoutMs(-1));
        cases.on(
                CONSUMER_GROUP_HEARTBEAT,
                1,
                Errors.UNSUPPORTED_ASSIGNOR,
                m -> ErrorCases.beat(m, "a").setServerAssignor("none"));
        cases.on(
                CONSUMER_GROUP_HEARTBEAT,
                1,
                Errors.INVALID_REGULAR_EXPRESSION,
                m -> ErrorCases.beat(m, "a").setSubscribedTopicRegex("(a"));
        cases.on(
                CONSUMER_GROUP_HEARTBEAT,
                1,
                Errors.GROUP_AUTHORIZATION_FAILED,
                m -> ErrorCases.beat(m, "a").setGroupId(ErrorCases.SECRET));
        cases.on(
                CONSUMER_GROUP_HEARTBEAT,
                1,
                Errors.TOPIC_AUTHORIZATION_FAILED,
                m -> ErrorCases.beat(m, "a").setSubscribedTopicNames(List.of(ErrorCases.SECRET)));
        cases.on(
                CONSUMER_GROUP_HEARTBEAT,
                1,
                Errors.GROUP_ID_NOT_FOUND,
                m -> ErrorCases.beat(m, "a").setMemberEpoch(5));
        cases.on(
                CONSUMER_GROUP_HEARTBEAT,
                1,
                Errors.UNKNOWN_MEMBER_ID,
                m -> ErrorCases.beat(ErrorCases.consumer(m, "a"), "b").setMemberEpoch(5));
        cases.on(
                CONSUMER_GROUP_HEARTBEAT,
                1,
                Errors.FENCED_MEMBER_EPOCH,
                m -> ErrorCases.beat(ErrorCases.consumer(m, "a"), "a").setMemberEpoch(77));
        cases.on(
                CONSUMER_GROUP_HEARTBEAT,
                1,
                Errors.GROUP_MAX_SIZE_REACHED,
                m -> ErrorCases.beat(ErrorCases.consumer(ErrorCases.consumer(m, "a"), "b"), "c"));
        cases.on(
                CONSUMER_GROUP_HEARTBEAT,
                1,
                Errors.UNRELEASED_INSTANCE_ID,
                m -> ErrorCases.beat(staticConsumer(m), "b").setInstanceId("i"));
        cases.on(
                CONSUMER_GROUP_HEARTBEAT,
                1,
                Errors.FENCED_INSTANCE_ID,
                m -> ErrorCases.beat(staticConsumer(m), "b").setInstanceId("i").setMemberEpoch(5));
        cases.on(
                CONSUMER_GROUP_HEARTBEAT,
                1,
                Errors.COORDINATOR_LOAD_IN_PROGRESS,
                m -> ErrorCases.beat(m.stable(), "a"));
        cases.on(CONSUMER_GROUP_HEARTBEAT, 1, Errors.NOT_COORDINATOR, m -> ErrorCases.beat(m, "a"));
    }

    private static WireMember staticConsumer(WireMember group) {
        return ErrorCases.accepted(group, ErrorCases.beat(group, "a").setInstanceId("i"));
    }

    private void descriptions() {
        cases.on(CONSUMER_GROUP_DESCRIBE, 1, Errors.INVALID_GROUP_ID, m -> description(""));
        cases.on(
                CONSUMER_GROUP_DESCRIBE,
                1,
                Errors.GROUP_ID_NOT_FOUND,
                m -> description(m.stable().groupId));
        cases.on(
                CONSUMER_GROUP_DESCRIBE,
                1,
                Errors.GROUP_AUTHORIZATION_FAILED,
                m -> description(ErrorCases.SECRET));
        // Classic members may subscribe to what they may not read.
        cases.on(
                CONSUMER_GROUP_DESCRIBE,
                1,
                Errors.TOPIC_AUTHORIZATION_FAILED,
                m ->
                        description(
                                ErrorCases.consumer(m.subscribing(ErrorCases.SECRET).stable(), "a")
                                        .groupId));
    }

    private static ConsumerGroupDescribeRequestData description(String groupId) {
        return new ConsumerGroupDescribeRequestData().setGroupIds(List.of(groupId));
    }
}
