package dev.regroup.bench.groups;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.contender.BrokerProcess;
import dev.regroup.bench.groups.ClosedLoop.Result;
import dev.regroup.bench.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/// Heartbeats, commits and fetches of offsets of classic groups of one member, one group and
/// connection each.
final class Requests {
    private static final int PARTITIONS = 10;
    private static final int SESSION_TIMEOUT_MS = 300_000;
    private static final Set<Errors> NOT_READY =
            Set.of(
                    Errors.NOT_COORDINATOR,
                    Errors.COORDINATOR_NOT_AVAILABLE,
                    Errors.COORDINATOR_LOAD_IN_PROGRESS);
    private static final long ASK_AGAIN_NS = 20_000_000;
    private static final int ASKED_MAX = 500;
    private static final int JOIN = 9;
    private static final int HEARTBEAT = 4;
    private static final int COMMIT = 9;
    private static final int FETCH = 9;

    private final BrokerProcess broker;
    private final String topic;
    private final boolean full;
    private final List<Outcome> outcomes;

    /// @param topic has ten partitions or more
    Requests(BrokerProcess broker, String topic, boolean full, List<Outcome> outcomes) {
        this.broker = broker;
        this.topic = topic;
        this.full = full;
        this.outcomes = outcomes;
    }

    void measure(String durability) throws IOException {
        int[] connections = full ? new int[] {64, 1_000} : new int[] {8};
        for (int count : connections) {
            run("heartbeats, %,d connections".formatted(count), count, this::heartbeat);
        }
        commits(durability);
        int few = few();
        run("fetches of 10 offsets, %d connections".formatted(few), few, this::fetch);
    }

    void commits(String durability) throws IOException {
        int few = few();
        run(
                "commits of 10 partitions, %d connections, %s".formatted(few, durability),
                few,
                this::commit);
    }

    private int few() {
        return full ? 64 : 8;
    }

    private interface Maker {
        ApiMessage request(Joined joined);
    }

    private record Joined(String groupId, String memberId, int generationId) {}

    private record Kind(int version, Maker maker, Consumer<ApiMessage> check) {}

    private void run(String series, int connections, Supplier<Kind> kind) throws IOException {
        try (ClosedLoop loop = new ClosedLoop()) {
            for (int i = 0; i < connections; i++) {
                SocketChannel socket = SocketChannel.open(broker.address());
                Joined joined = join(socket, "%s-%d".formatted(series.hashCode(), i));
                ApiMessage request = kind.get().maker.request(joined);
                int version = kind.get().version;
                // Offsets have to be there before they can be fetched.
                Wire.call(socket, committing(joined), COMMIT, OffsetCommitResponseData.class);
                ByteBuffer answer = Wire.exchange(socket, request, version);
                kind.get()
                        .check
                        .accept(
                                Wire.answer(
                                        answer.duplicate(),
                                        ApiKeys.forId(request.apiKey()),
                                        version));
                loop.add(socket, Wire.frame(request, version), answer);
            }
            Result result = loop.run(broker, full ? 5 : 1, full ? 8 : 1);
            outcomes.add(new Figure(series, "rate", "1/s", result.perSecond(), Better.MORE));
            outcomes.add(
                    new Figure(series, "broker CPU", "us", result.usPerRequest(), Better.LESS));
            outcomes.add(new Figure(series, "p50", "ms", result.p50Ms(), Better.LESS));
            outcomes.add(new Figure(series, "p99", "ms", result.p99Ms(), Better.LESS));
        }
    }

    private Kind heartbeat() {
        return new Kind(
                HEARTBEAT,
                joined ->
                        new HeartbeatRequestData()
                                .setGroupId(joined.groupId)
                                .setGenerationId(joined.generationId)
                                .setMemberId(joined.memberId),
                answer -> check(((HeartbeatResponseData) answer).errorCode()));
    }

    private Kind commit() {
        return new Kind(
                COMMIT,
                this::committing,
                answer ->
                        ((OffsetCommitResponseData) answer)
                                .topics()
                                .getFirst()
                                .partitions()
                                .forEach(partition -> check(partition.errorCode())));
    }

    private OffsetCommitRequestData committing(Joined joined) {
        List<OffsetCommitRequestPartition> partitions =
                IntStream.range(0, PARTITIONS)
                        .mapToObj(number ->
                                new OffsetCommitRequestPartition()
                                        .setPartitionIndex(number)
                                        .setCommittedOffset(42)
                                        .setCommittedMetadata(""))
                        .toList();
        return new OffsetCommitRequestData()
                .setGroupId(joined.groupId)
                .setGenerationIdOrMemberEpoch(joined.generationId)
                .setMemberId(joined.memberId)
                .setTopics(
                        List.of(
                                new OffsetCommitRequestTopic()
                                        .setName(topic)
                                        .setPartitions(partitions)));
    }

    private Kind fetch() {
        OffsetFetchRequestTopics wanted =
                new OffsetFetchRequestTopics()
                        .setName(topic)
                        .setPartitionIndexes(IntStream.range(0, PARTITIONS).boxed().toList());
        return new Kind(
                FETCH,
                joined ->
                        new OffsetFetchRequestData()
                                .setGroups(
                                        List.of(
                                                new OffsetFetchRequestGroup()
                                                        .setGroupId(joined.groupId)
                                                        .setTopics(List.of(wanted)))),
                answer -> {
                    var group = ((OffsetFetchResponseData) answer).groups().getFirst();
                    check(group.errorCode());
                    group.topics()
                            .getFirst()
                            .partitions()
                            .forEach(partition -> {
                                check(partition.errorCode());
                                if (partition.committedOffset() != 42) {
                                    throw new IllegalStateException("an offset is missing");
                                }
                            });
                });
    }

    private static Joined join(SocketChannel socket, String groupId) throws IOException {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[] {1}));
        JoinGroupRequestData request =
                new JoinGroupRequestData()
                        .setGroupId(groupId)
                        .setSessionTimeoutMs(SESSION_TIMEOUT_MS)
                        .setRebalanceTimeoutMs(SESSION_TIMEOUT_MS)
                        .setMemberId("")
                        .setProtocolType("consumer")
                        .setProtocols(protocols);
        // The first answer gives the member its id; a coordinator that is loading is asked again.
        JoinGroupResponseData joined;
        int asked = 0;
        do {
            joined = Wire.call(socket, request, JOIN, JoinGroupResponseData.class);
            request.setMemberId(joined.memberId());
            if (NOT_READY.contains(Errors.forCode(joined.errorCode()))) {
                LockSupport.parkNanos(ASK_AGAIN_NS);
            }
        } while (joined.errorCode() != 0 && ++asked < ASKED_MAX);
        check(joined.errorCode());
        SyncGroupRequestData sync =
                new SyncGroupRequestData()
                        .setGroupId(groupId)
                        .setGenerationId(joined.generationId())
                        .setMemberId(joined.memberId())
                        .setProtocolType("consumer")
                        .setProtocolName("range")
                        .setAssignments(
                                List.of(
                                        new SyncGroupRequestAssignment()
                                                .setMemberId(joined.memberId())
                                                .setAssignment(new byte[] {1})));
        check(Wire.call(socket, sync, 5, SyncGroupResponseData.class).errorCode());
        return new Joined(groupId, joined.memberId(), joined.generationId());
    }

    private static void check(short error) {
        if (error != Errors.NONE.code()) {
            throw new IllegalStateException("refused: " + Errors.forCode(error));
        }
    }
}
