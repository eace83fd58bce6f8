package dev.regroup.bench.groups;

import dev.regroup.bench.groups.Loop.Timer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// The consumer protocol (KIP-848): beats at the interval that each answer gives, takes what it is
/// given, gives up at once what is taken, and says so at once.
final class ConsumerMember implements Member {
    private static final int VERSION = 1;
    private static final int REBALANCE_TIMEOUT_MS = 60_000;
    private static final int RETRY_BACKOFF_MS = 100;

    private final String groupId;
    private final String topic;
    private final Uuid topicId;
    private final Loop loop;
    private final Link link;
    private final String memberId = Uuid.randomUuid().toString();
    private BitSet owned = new BitSet();
    private int memberEpoch;
    private @Nullable Timer heartbeat;
    private boolean isSilent;

    ConsumerMember(Loop loop, Link link, String groupId, String topic, Uuid topicId) {
        this.loop = loop;
        this.link = link;
        this.groupId = groupId;
        this.topic = topic;
        this.topicId = topicId;
    }

    @Override
    public BitSet owned() {
        return owned;
    }

    @Override
    public int epoch() {
        return memberEpoch == 0 ? -1 : memberEpoch;
    }

    @Override
    public void fallSilent() {
        isSilent = true;
        if (heartbeat != null) {
            heartbeat.callOff();
        }
    }

    @Override
    public void die() {
        fallSilent();
        link.close();
    }

    @Override
    public void join() {
        memberEpoch = 0;
        owned = new BitSet();
        send(
                request()
                        .setRebalanceTimeoutMs(REBALANCE_TIMEOUT_MS)
                        .setSubscribedTopicNames(List.of(topic))
                        .setTopicPartitions(List.of()));
    }

    private ConsumerGroupHeartbeatRequestData request() {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(groupId)
                .setMemberId(memberId)
                .setMemberEpoch(memberEpoch);
    }

    private void send(ConsumerGroupHeartbeatRequestData request) {
        if (!isSilent) {
            link.send(
                    request,
                    VERSION,
                    answer -> {
                        if (!isSilent) {
                            heard((ConsumerGroupHeartbeatResponseData) answer);
                        }
                    });
        }
    }

    private void heard(ConsumerGroupHeartbeatResponseData answer) {
        Errors error = Errors.forCode(answer.errorCode());
        switch (error) {
            case NONE -> {
                memberEpoch = answer.memberEpoch();
                if (answer.assignment() == null) {
                    heartbeat = loop.after(answer.heartbeatIntervalMs(), () -> send(request()));
                } else {
                    reconcile(answer.assignment());
                }
            }
            case UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH -> join();
            case COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR ->
                    loop.after(RETRY_BACKOFF_MS, this::join);
            default ->
                    throw new IllegalStateException(
                            "group %s: %s, %s".formatted(groupId, error, answer.errorMessage()));
        }
    }

    private void reconcile(Assignment assignment) {
        BitSet given = new BitSet();
        assignment
                .topicPartitions()
                .forEach(one -> one.partitions().forEach(partition -> given.set(partition)));
        owned = given;
        List<Integer> partitions = new ArrayList<>(owned.stream().boxed().toList());
        send(
                request()
                        .setTopicPartitions(
                                partitions.isEmpty()
                                        ? List.of()
                                        : List.of(
                                                new TopicPartitions()
                                                        .setTopicId(topicId)
                                                        .setPartitions(partitions))));
    }
}
