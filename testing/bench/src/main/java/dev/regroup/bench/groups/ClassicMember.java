package dev.regroup.bench.groups;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;

/// The classic protocol: joins, computes the assignment if it leads, syncs, beats, and joins again
/// when it is told to.
///
/// The first heartbeat of a generation comes after a part of the interval that differs from member
/// to member. Clients begin at about the same time and drift apart; if they did not here, it would
/// be chance whether all hear of an event at once or all an interval later.
final class ClassicMember implements Member {
    private static final double GOLDEN_RATIO = 0.618;
    private static final int REBALANCE_TIMEOUT_MS = 60_000;
    private static final int RETRY_BACKOFF_MS = 100;
    private static final int JOIN = 9;
    private static final int SYNC = 5;
    private static final int HEARTBEAT = 4;

    private final Voice voice;
    private final Subscription subscription;
    private final Timing timing;
    private final int firstBeatMs;
    private String memberId = "";
    private int generationId = -1;
    private BitSet owned = new BitSet();

    /// @param number of this member; each has another
    ClassicMember(Voice voice, Subscription subscription, Timing timing, int number) {
        this.voice = voice;
        this.subscription = subscription;
        this.timing = timing;
        this.firstBeatMs = (int) (number * GOLDEN_RATIO % 1 * timing.heartbeatIntervalMs());
    }

    @Override
    public BitSet owned() {
        return owned;
    }

    @Override
    public int epoch() {
        return generationId;
    }

    @Override
    public int heartbeatIntervalMs() {
        return timing.heartbeatIntervalMs();
    }

    @Override
    public Voice voice() {
        return voice;
    }

    /// Before the next generation nothing is owned: the eager way.
    @Override
    public void join() {
        voice.callOff();
        generationId = -1;
        owned = new BitSet();
        voice.say(
                new JoinGroupRequestData()
                        .setGroupId(subscription.groupId())
                        .setSessionTimeoutMs(timing.sessionTimeoutMs())
                        .setRebalanceTimeoutMs(REBALANCE_TIMEOUT_MS)
                        .setMemberId(memberId)
                        .setProtocolType(Subscription.PROTOCOL_TYPE)
                        .setProtocols(subscription.protocols()),
                JOIN,
                answer -> joined((JoinGroupResponseData) answer));
    }

    private void joined(JoinGroupResponseData answer) {
        Errors error = Errors.forCode(answer.errorCode());
        switch (error) {
            case NONE -> {
                memberId = answer.memberId();
                sync(answer);
            }
            case MEMBER_ID_REQUIRED -> {
                memberId = answer.memberId();
                join();
            }
            default -> recover(error, this::join);
        }
    }

    private void sync(JoinGroupResponseData joined) {
        List<SyncGroupRequestAssignment> assignments =
                joined.leader().equals(memberId) ? assign(joined.members()) : List.of();
        voice.say(
                new SyncGroupRequestData()
                        .setGroupId(subscription.groupId())
                        .setGenerationId(joined.generationId())
                        .setMemberId(memberId)
                        .setProtocolType(joined.protocolType())
                        .setProtocolName(joined.protocolName())
                        .setAssignments(assignments),
                SYNC,
                answer -> synced((SyncGroupResponseData) answer, joined));
    }

    private List<SyncGroupRequestAssignment> assign(List<JoinGroupResponseMember> members) {
        List<String> ids =
                members.stream()
                        .map(JoinGroupResponseMember::memberId)
                        .sorted(Comparator.naturalOrder())
                        .toList();
        List<SyncGroupRequestAssignment> assignments = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            assignments.add(
                    new SyncGroupRequestAssignment()
                            .setMemberId(ids.get(i))
                            .setAssignment(subscription.assignment(i, ids.size())));
        }
        return assignments;
    }

    private void synced(SyncGroupResponseData answer, JoinGroupResponseData joined) {
        Errors error = Errors.forCode(answer.errorCode());
        if (error != Errors.NONE) {
            recover(error, () -> sync(joined));
            return;
        }
        owned = Subscription.partitions(answer.assignment());
        generationId = joined.generationId();
        voice.later(firstBeatMs, this::beat);
    }

    private void beat() {
        voice.say(
                new HeartbeatRequestData()
                        .setGroupId(subscription.groupId())
                        .setGenerationId(generationId)
                        .setMemberId(memberId),
                HEARTBEAT,
                answer -> {
                    Errors error = Errors.forCode(((HeartbeatResponseData) answer).errorCode());
                    if (error == Errors.NONE) {
                        voice.later(timing.heartbeatIntervalMs(), this::beat);
                    } else {
                        recover(error, this::beat);
                    }
                });
    }

    /// @param again asks the same once more
    private void recover(Errors error, Runnable again) {
        switch (error) {
            case REBALANCE_IN_PROGRESS, ILLEGAL_GENERATION -> join();
            case UNKNOWN_MEMBER_ID -> {
                memberId = "";
                join();
            }
            case COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR ->
                    voice.later(RETRY_BACKOFF_MS, again);
            default ->
                    throw new IllegalStateException(
                            "group %s: %s".formatted(subscription.groupId(), error));
        }
    }
}
