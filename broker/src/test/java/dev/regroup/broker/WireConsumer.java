package dev.regroup.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;

/// A member of a group of the consumer protocol that does at once what it is told.
final class WireConsumer {
    private static final int BEATS_MAX = 100_000;

    private final WireClient client;
    private final String groupId;
    private final String memberId;
    private int epoch;
    private List<TopicPartitions> has = List.of();

    WireConsumer(WireClient client, String groupId, String memberId) {
        this.client = client;
        this.groupId = groupId;
        this.memberId = memberId;
    }

    /// The same member on another connection.
    WireConsumer on(WireClient other) {
        WireConsumer moved = new WireConsumer(other, groupId, memberId);
        moved.epoch = epoch;
        moved.has = has;
        return moved;
    }

    String memberId() {
        return memberId;
    }

    int epoch() {
        return epoch;
    }

    List<TopicPartitions> has() {
        return has;
    }

    int count() {
        return has.stream().mapToInt(topic -> topic.partitions().size()).sum();
    }

    ConsumerGroupHeartbeatResponseData join(UnaryOperator<ConsumerGroupHeartbeatRequestData> how) {
        return send(request ->
                how.apply(
                        request.setMemberEpoch(0)
                                .setRebalanceTimeoutMs(60_000)
                                .setTopicPartitions(List.of())));
    }

    void join(String... topics) {
        expect(Errors.NONE, join(request -> request.setSubscribedTopicNames(List.of(topics))));
    }

    ConsumerGroupHeartbeatResponseData beat() {
        return send(request -> request.setTopicPartitions(new ArrayList<>(has)));
    }

    /// Heartbeats as fast as they are answered: the broker decides when it is time.
    void beatUntilItHas(int count) {
        for (int i = 0; i < BEATS_MAX && count() != count; i++) {
            expect(Errors.NONE, beat());
        }
        if (count() != count) {
            throw new AssertionError(
                    "%s has %d partitions, expected %d".formatted(memberId, count(), count));
        }
    }

    private static void expect(Errors error, ConsumerGroupHeartbeatResponseData answer) {
        if (answer.errorCode() != error.code()) {
            throw new AssertionError(
                    "%s: %s".formatted(Errors.forCode(answer.errorCode()), answer.errorMessage()));
        }
    }

    ConsumerGroupHeartbeatResponseData send(UnaryOperator<ConsumerGroupHeartbeatRequestData> how) {
        ConsumerGroupHeartbeatResponseData answer =
                client.call(
                        1,
                        how.apply(
                                new ConsumerGroupHeartbeatRequestData()
                                        .setGroupId(groupId)
                                        .setMemberId(memberId)
                                        .setMemberEpoch(epoch)),
                        ConsumerGroupHeartbeatResponseData.class);
        if (answer.errorCode() == Errors.NONE.code()) {
            epoch = answer.memberEpoch();
        }
        if (answer.assignment() != null) {
            has =
                    answer.assignment().topicPartitions().stream()
                            .map(topic ->
                                    new TopicPartitions()
                                            .setTopicId(topic.topicId())
                                            .setPartitions(topic.partitions()))
                            .toList();
        }
        return answer;
    }
}
