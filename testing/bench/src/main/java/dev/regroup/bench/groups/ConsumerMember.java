package dev.regroup.bench.groups;

import java.util.BitSet;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.protocol.Errors;

/// The consumer protocol (KIP-848): beats at the interval that each answer gives, takes what it is
/// given, gives up at once what is taken, and says so at once.
final class ConsumerMember implements Member {
    static final int VERSION = 1;
    private static final int REBALANCE_TIMEOUT_MS = 60_000;
    private static final int RETRY_BACKOFF_MS = 100;

    private final Voice voice;
    private final Subscription subscription;
    private final Uuid topicId;
    private final String memberId;
    private BitSet owned = new BitSet();
    private int memberEpoch;
    private int heartbeatIntervalMs;

    ConsumerMember(Voice voice, Subscription subscription, Uuid topicId, Uuid memberId) {
        this.voice = voice;
        this.subscription = subscription;
        this.topicId = topicId;
        this.memberId = memberId.toString();
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
    public int heartbeatIntervalMs() {
        return heartbeatIntervalMs;
    }

    @Override
    public Voice voice() {
        return voice;
    }

    /// Also after it was fenced: then it keeps its id, and owns nothing any more.
    @Override
    public void join() {
        voice.callOff();
        memberEpoch = 0;
        owned = new BitSet();
        say(
                request()
                        .setRebalanceTimeoutMs(REBALANCE_TIMEOUT_MS)
                        .setSubscribedTopicNames(List.of(subscription.topic()))
                        .setTopicPartitions(List.of()));
    }

    private ConsumerGroupHeartbeatRequestData request() {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(subscription.groupId())
                .setMemberId(memberId)
                .setMemberEpoch(memberEpoch);
    }

    private void say(ConsumerGroupHeartbeatRequestData request) {
        voice.say(
                request,
                VERSION,
                answer -> heard((ConsumerGroupHeartbeatResponseData) answer, request));
    }

    private void heard(
            ConsumerGroupHeartbeatResponseData answer, ConsumerGroupHeartbeatRequestData asked) {
        Errors error = Errors.forCode(answer.errorCode());
        switch (error) {
            case NONE -> {
                memberEpoch = answer.memberEpoch();
                heartbeatIntervalMs = answer.heartbeatIntervalMs();
                if (answer.assignment() == null) {
                    voice.later(heartbeatIntervalMs, () -> say(request()));
                } else {
                    reconcile(answer.assignment());
                }
            }
            case UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH -> join();
            case COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR ->
                    voice.later(RETRY_BACKOFF_MS, () -> say(asked));
            default ->
                    throw new IllegalStateException(
                            "group %s: %s, %s"
                                    .formatted(
                                            subscription.groupId(), error, answer.errorMessage()));
        }
    }

    private void reconcile(Assignment assignment) {
        BitSet given = new BitSet();
        assignment
                .topicPartitions()
                .forEach(one -> one.partitions().forEach(partition -> given.set(partition)));
        owned = given;
        say(request().setTopicPartitions(ownedPartitions()));
    }

    private List<TopicPartitions> ownedPartitions() {
        return owned.isEmpty()
                ? List.of()
                : List.of(
                        new TopicPartitions()
                                .setTopicId(topicId)
                                .setPartitions(owned.stream().boxed().toList()));
    }
}
