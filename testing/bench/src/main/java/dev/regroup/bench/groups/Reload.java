package dev.regroup.bench.groups;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.contender.BrokerProcess;
import dev.regroup.bench.contender.Contender.Prepared;
import dev.regroup.bench.wire.Topics;
import dev.regroup.bench.wire.Wire;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;

/// How long after its start a broker serves the offsets of all groups, beside one that has next to
/// none: what lies between is reading them.
final class Reload {
    private static final String TOPIC = "reload";
    private static final String SERVED = "all offsets served after a restart";
    private static final int COMMIT = 8;
    private static final int FETCH = 8;
    private static final long SERVES_WITHIN_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long ASK_AGAIN_NS = 2_000_000;

    private final Prepared prepared;
    private final String series;
    private final int groups;
    private final int partitions;

    /// @param count of groups, and of partitions for which each commits an offset
    Reload(Prepared prepared, String series, int count) {
        this.prepared = prepared;
        this.series = series;
        this.groups = count;
        this.partitions = count;
    }

    void run(List<Outcome> outcomes) throws IOException {
        try (BrokerProcess broker = prepared.start()) {
            Topics.await(broker).create(TOPIC, partitions);
            Coordinator.await(broker);
            commit(broker);
        }
        try (BrokerProcess broker = prepared.start()) {
            await(broker);
            outcomes.add(
                    new Figure(series, SERVED, "ms", broker.age().toNanos() / 1e6, Better.LESS));
        }
    }

    private static String groupId(int number) {
        return "reload-" + number;
    }

    private void commit(BrokerProcess broker) throws IOException {
        List<OffsetCommitRequestPartition> all =
                IntStream.range(0, partitions)
                        .mapToObj(number ->
                                new OffsetCommitRequestPartition()
                                        .setPartitionIndex(number)
                                        .setCommittedOffset(number)
                                        .setCommittedMetadata(""))
                        .toList();
        try (SocketChannel socket = SocketChannel.open(broker.address())) {
            for (int i = 0; i < groups; i++) {
                Wire.call(
                                socket,
                                new OffsetCommitRequestData()
                                        .setGroupId(groupId(i))
                                        .setTopics(
                                                List.of(
                                                        new OffsetCommitRequestTopic()
                                                                .setName(TOPIC)
                                                                .setPartitions(all))),
                                COMMIT,
                                OffsetCommitResponseData.class)
                        .topics()
                        .getFirst()
                        .partitions()
                        .forEach(one -> Exchange.mustNotBeError(one.errorCode()));
            }
        }
    }

    /// Asks for the last offset of each group.
    private void await(BrokerProcess broker) throws IOException {
        OffsetFetchRequestTopics last =
                new OffsetFetchRequestTopics()
                        .setName(TOPIC)
                        .setPartitionIndexes(List.of(partitions - 1));
        OffsetFetchRequestData request =
                new OffsetFetchRequestData()
                        .setGroups(
                                IntStream.range(0, groups)
                                        .mapToObj(number ->
                                                new OffsetFetchRequestGroup()
                                                        .setGroupId(groupId(number))
                                                        .setTopics(List.of(last)))
                                        .toList());
        while (!areServed(broker, request)) {
            broker.mustRun();
            if (broker.age().toNanos() > SERVES_WITHIN_NS) {
                throw new IOException("the broker does not serve the offsets that it had");
            }
            LockSupport.parkNanos(ASK_AGAIN_NS);
        }
    }

    private boolean areServed(BrokerProcess broker, OffsetFetchRequestData request)
            throws IOException {
        try (SocketChannel socket = SocketChannel.open(broker.address())) {
            return Wire.call(socket, request, FETCH, OffsetFetchResponseData.class)
                    .groups()
                    .stream()
                    .allMatch(group ->
                            group.errorCode() == 0
                                    && group.topics()
                                                    .getFirst()
                                                    .partitions()
                                                    .getFirst()
                                                    .committedOffset()
                                            == partitions - 1);
        } catch (ConnectException e) {
            return false;
        }
    }
}
