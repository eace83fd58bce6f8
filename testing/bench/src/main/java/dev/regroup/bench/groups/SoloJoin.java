package dev.regroup.bench.groups;

import dev.regroup.bench.wire.Wire;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;

/// Joins groups of one member, each on its own connection, request by request.
///
/// @param topicId of the topic to which all subscribe
record SoloJoin(String topic, Uuid topicId, int partitions) {
    /// Longer than any measurement, in which a member only commits.
    private static final int SESSION_TIMEOUT_MS = 300_000;

    private static final Set<Errors> NOT_READY =
            Set.of(
                    Errors.NOT_COORDINATOR,
                    Errors.COORDINATOR_NOT_AVAILABLE,
                    Errors.COORDINATOR_LOAD_IN_PROGRESS);
    private static final long ASK_AGAIN_NS = 20_000_000;
    private static final int ASKED_MAX = 500;
    private static final int JOIN = 9;
    private static final int SYNC = 5;
    private static final int HEARTBEAT = 4;

    /// One protocol's way.
    interface Way {
        Solo join(SocketChannel socket, String groupId) throws IOException;
    }

    Solo classic(SocketChannel socket, String groupId) throws IOException {
        Subscription subscription = new Subscription(groupId, topic, partitions);
        JoinGroupRequestData request =
                new JoinGroupRequestData()
                        .setGroupId(groupId)
                        .setSessionTimeoutMs(SESSION_TIMEOUT_MS)
                        .setRebalanceTimeoutMs(SESSION_TIMEOUT_MS)
                        .setMemberId("")
                        .setProtocolType(Subscription.PROTOCOL_TYPE)
                        .setProtocols(subscription.protocols());
        // The first answer gives the member its id; a coordinator that is loading is asked again.
        JoinGroupResponseData joined = null;
        for (int asked = 0; joined == null || joined.errorCode() != 0; asked++) {
            mustNotBeTooMany(asked, groupId);
            joined = Wire.call(socket, request, JOIN, JoinGroupResponseData.class);
            request.setMemberId(joined.memberId());
            if (!waitIfNotReady(joined.errorCode())
                    && joined.errorCode() != Errors.MEMBER_ID_REQUIRED.code()) {
                Exchange.mustNotBeError(joined.errorCode());
            }
        }
        SyncGroupRequestData sync =
                new SyncGroupRequestData()
                        .setGroupId(groupId)
                        .setGenerationId(joined.generationId())
                        .setMemberId(joined.memberId())
                        .setProtocolType(Subscription.PROTOCOL_TYPE)
                        .setProtocolName(Subscription.PROTOCOL_NAME)
                        .setAssignments(
                                List.of(
                                        new SyncGroupRequestAssignment()
                                                .setMemberId(joined.memberId())
                                                .setAssignment(subscription.assignment(0, 1))));
        Exchange.mustNotBeError(
                Wire.call(socket, sync, SYNC, SyncGroupResponseData.class).errorCode());
        Exchange heartbeat =
                new Exchange(
                        new HeartbeatRequestData()
                                .setGroupId(groupId)
                                .setGenerationId(joined.generationId())
                                .setMemberId(joined.memberId()),
                        HEARTBEAT,
                        answer ->
                                Exchange.mustNotBeError(
                                        ((HeartbeatResponseData) answer).errorCode()));
        return new Solo(subscription, joined.memberId(), joined.generationId(), heartbeat);
    }

    /// Beats until it is given everything, and says that it has it.
    Solo consumer(SocketChannel socket, String groupId) throws IOException {
        String memberId = Uuid.randomUuid().toString();
        ConsumerGroupHeartbeatRequestData request =
                beat(groupId, memberId, 0)
                        .setRebalanceTimeoutMs(SESSION_TIMEOUT_MS)
                        .setSubscribedTopicNames(List.of(topic))
                        .setTopicPartitions(List.of());
        boolean hasAll = false;
        int epoch = 0;
        for (int asked = 0; !hasAll; asked++) {
            mustNotBeTooMany(asked, groupId);
            ConsumerGroupHeartbeatResponseData answer =
                    Wire.call(
                            socket,
                            request,
                            ConsumerMember.VERSION,
                            ConsumerGroupHeartbeatResponseData.class);
            if (waitIfNotReady(answer.errorCode())) {
                continue;
            }
            Exchange.mustNotBeError(answer.errorCode());
            epoch = answer.memberEpoch();
            request = beat(groupId, memberId, epoch);
            if (answer.assignment() == null) {
                LockSupport.parkNanos(ASK_AGAIN_NS);
            } else {
                var given = answer.assignment().topicPartitions();
                hasAll =
                        given.stream().mapToInt(one -> one.partitions().size()).sum() == partitions;
                request.setTopicPartitions(
                        given.stream()
                                .map(one ->
                                        new TopicPartitions()
                                                .setTopicId(one.topicId())
                                                .setPartitions(one.partitions()))
                                .toList());
            }
        }
        Exchange.mustNotBeError(
                Wire.call(
                                socket,
                                request,
                                ConsumerMember.VERSION,
                                ConsumerGroupHeartbeatResponseData.class)
                        .errorCode());
        return new Solo(
                new Subscription(groupId, topic, partitions),
                memberId,
                epoch,
                new Exchange(
                        beat(groupId, memberId, epoch),
                        ConsumerMember.VERSION,
                        answer -> mustStand((ConsumerGroupHeartbeatResponseData) answer)));
    }

    private static ConsumerGroupHeartbeatRequestData beat(
            String groupId, String memberId, int epoch) {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(groupId)
                .setMemberId(memberId)
                .setMemberEpoch(epoch);
    }

    /// Nothing may happen to a group of one that only beats.
    private static void mustStand(ConsumerGroupHeartbeatResponseData answer) {
        Exchange.mustNotBeError(answer.errorCode());
        if (answer.assignment() != null) {
            throw new IllegalStateException("a new assignment: " + answer.assignment());
        }
    }

    private static boolean waitIfNotReady(short code) {
        boolean isNotReady = NOT_READY.contains(Errors.forCode(code));
        if (isNotReady) {
            LockSupport.parkNanos(ASK_AGAIN_NS);
        }
        return isNotReady;
    }

    private static void mustNotBeTooMany(int asked, String groupId) throws IOException {
        if (asked > ASKED_MAX) {
            throw new IOException(
                    "group %s: not joined after %d requests".formatted(groupId, asked));
        }
    }
}
