package dev.regroup.bench.groups;

import dev.regroup.bench.groups.Loop.Timer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// The classic protocol: joins, computes the assignment if it leads, syncs, beats every 3 s as
/// clients do, and joins again when it is told to.
final class ClassicMember implements Member {
    static final int HEARTBEAT_INTERVAL_MS = 3_000;
    private static final int REBALANCE_TIMEOUT_MS = 60_000;
    private static final int RETRY_BACKOFF_MS = 100;
    private static final int JOIN = 9;
    private static final int SYNC = 5;
    private static final int HEARTBEAT = 4;

    private final String groupId;
    private final int partitions;
    private final int sessionTimeoutMs;
    private final Loop loop;
    private final Link link;
    private String memberId = "";
    private int generationId = -1;
    private BitSet owned = new BitSet();
    private @Nullable Timer heartbeat;
    private boolean isSilent;

    ClassicMember(Loop loop, Link link, String groupId, int partitions, int sessionTimeoutMs) {
        this.loop = loop;
        this.link = link;
        this.groupId = groupId;
        this.partitions = partitions;
        this.sessionTimeoutMs = sessionTimeoutMs;
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
    public void fallSilent() {
        isSilent = true;
        stopBeating();
    }

    @Override
    public void die() {
        fallSilent();
        link.close();
    }

    /// Before the next generation nothing is owned: the eager way.
    @Override
    public void join() {
        stopBeating();
        generationId = -1;
        owned = new BitSet();
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[] {1}));
        say(
                new JoinGroupRequestData()
                        .setGroupId(groupId)
                        .setSessionTimeoutMs(sessionTimeoutMs)
                        .setRebalanceTimeoutMs(REBALANCE_TIMEOUT_MS)
                        .setMemberId(memberId)
                        .setProtocolType("consumer")
                        .setProtocols(protocols),
                JOIN,
                answer -> joined((JoinGroupResponseData) answer));
    }

    private void joined(JoinGroupResponseData answer) {
        Errors error = Errors.forCode(answer.errorCode());
        switch (error) {
            case NONE -> sync(answer);
            case MEMBER_ID_REQUIRED -> {
                memberId = answer.memberId();
                join();
            }
            default -> recover(error);
        }
    }

    private void sync(JoinGroupResponseData joined) {
        memberId = joined.memberId();
        List<SyncGroupRequestAssignment> assignments =
                joined.leader().equals(memberId) ? assign(joined.members()) : List.of();
        say(
                new SyncGroupRequestData()
                        .setGroupId(groupId)
                        .setGenerationId(joined.generationId())
                        .setMemberId(memberId)
                        .setProtocolType("consumer")
                        .setProtocolName("range")
                        .setAssignments(assignments),
                SYNC,
                answer -> synced((SyncGroupResponseData) answer, joined.generationId()));
    }

    /// Ranges of equal length, but for one: first partition and number of partitions, as bytes.
    private List<SyncGroupRequestAssignment> assign(List<JoinGroupResponseMember> members) {
        List<String> ids =
                members.stream()
                        .map(JoinGroupResponseMember::memberId)
                        .sorted(Comparator.naturalOrder())
                        .toList();
        List<SyncGroupRequestAssignment> assignments = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            int from = (int) ((long) partitions * i / ids.size());
            int to = (int) ((long) partitions * (i + 1) / ids.size());
            assignments.add(
                    new SyncGroupRequestAssignment()
                            .setMemberId(ids.get(i))
                            .setAssignment(
                                    ByteBuffer.allocate(2 * Integer.BYTES)
                                            .putInt(from)
                                            .putInt(to)
                                            .array()));
        }
        return assignments;
    }

    private void synced(SyncGroupResponseData answer, int generation) {
        Errors error = Errors.forCode(answer.errorCode());
        if (error != Errors.NONE) {
            recover(error);
            return;
        }
        ByteBuffer range = ByteBuffer.wrap(answer.assignment());
        owned.set(range.getInt(), range.getInt());
        generationId = generation;
        beatLater();
    }

    private void beatLater() {
        heartbeat = loop.after(HEARTBEAT_INTERVAL_MS, this::beat);
    }

    private void beat() {
        say(
                new HeartbeatRequestData()
                        .setGroupId(groupId)
                        .setGenerationId(generationId)
                        .setMemberId(memberId),
                HEARTBEAT,
                answer -> {
                    Errors error = Errors.forCode(((HeartbeatResponseData) answer).errorCode());
                    if (error == Errors.NONE) {
                        beatLater();
                    } else {
                        recover(error);
                    }
                });
    }

    private void recover(Errors error) {
        switch (error) {
            case REBALANCE_IN_PROGRESS, ILLEGAL_GENERATION -> join();
            case UNKNOWN_MEMBER_ID -> {
                memberId = "";
                join();
            }
            case COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR ->
                    loop.after(RETRY_BACKOFF_MS, this::join);
            default -> throw new IllegalStateException("group %s: %s".formatted(groupId, error));
        }
    }

    private void say(ApiMessage request, int version, Consumer<ApiMessage> then) {
        if (!isSilent) {
            link.send(
                    request,
                    version,
                    answer -> {
                        if (!isSilent) {
                            then.accept(answer);
                        }
                    });
        }
    }

    private void stopBeating() {
        if (heartbeat != null) {
            heartbeat.callOff();
        }
    }
}
