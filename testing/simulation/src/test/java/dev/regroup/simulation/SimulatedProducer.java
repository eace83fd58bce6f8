package dev.regroup.simulation;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.broker.shard.ShardCommand.Append;
import dev.regroup.broker.shard.ShardCommand.NewBatch;
import dev.regroup.storage.partition.AppendOutcome;
import dev.regroup.storage.partition.AppendOutcome.Accepted;
import dev.regroup.storage.partition.AppendOutcome.Duplicate;
import dev.regroup.storage.partition.AppendOutcome.Refused;
import dev.regroup.storage.partition.BatchHeader;
import dev.regroup.storage.partition.PartitionKey;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.Utils;

/// An idempotent producer of one partition with up to three batches in flight; what was not
/// acknowledged is sent again, in order, after a refusal or a restart.
final class SimulatedProducer {
    private static final int IN_FLIGHT_MAX = 3;

    private final long producerId;
    private final int partition;
    private final Deque<Batch> unacknowledged = new ArrayDeque<>();
    private final Map<Long, String> acknowledged = new TreeMap<>();
    private int nextSequence;
    private int connection;

    private record Batch(int sequence, List<String> values) {}

    SimulatedProducer(long producerId, int partition) {
        this.producerId = producerId;
        this.partition = partition;
    }

    int partition() {
        return partition;
    }

    /// Values by the offset that was acknowledged for them.
    Map<Long, String> acknowledged() {
        return acknowledged;
    }

    /// The key of the record with this value: the producers of a partition share a few.
    static String key(String value) {
        return "key-" + Integer.parseInt(value.substring(value.indexOf('-') + 1)) % 7;
    }

    /// Values that may be there or not.
    List<String> open() {
        return unacknowledged.stream().flatMap(batch -> batch.values.stream()).toList();
    }

    void produce(SimulatedNode node, Topic topic, SplittableRandom random) {
        if (unacknowledged.size() >= IN_FLIGHT_MAX) {
            return;
        }
        List<String> values = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            values.add("%d-%06d".formatted(producerId, nextSequence + i));
        }
        Batch batch = new Batch(nextSequence, values);
        nextSequence += count;
        unacknowledged.add(batch);
        send(node, topic, batch);
    }

    /// Sends everything again that was not acknowledged; answers to what was sent before are lost.
    void reconnect(SimulatedNode node, Topic topic) {
        connection++;
        List.copyOf(unacknowledged).forEach(batch -> send(node, topic, batch));
    }

    private void send(SimulatedNode node, Topic topic, Batch batch) {
        int sentOver = connection;
        MemoryRecords records =
                MemoryRecords.withIdempotentRecords(
                        Compression.NONE,
                        producerId,
                        (short) 0,
                        batch.sequence,
                        batch.values.stream()
                                .map(value ->
                                        new SimpleRecord(
                                                1, Utils.utf8(key(value)), Utils.utf8(value)))
                                .toArray(SimpleRecord[]::new));
        ByteBuffer body = records.buffer();
        ReplyTo<List<AppendOutcome>> replyTo =
                outcomes -> {
                    if (sentOver == connection) {
                        hear(node, topic, batch, outcomes.getFirst());
                    }
                };
        node.request(
                node.placement().shardOf(topic, partition),
                new Append(
                        replyTo,
                        List.of(
                                new NewBatch(
                                        new PartitionKey(topic.id(), partition),
                                        BatchHeader.read(body),
                                        body))));
    }

    private void hear(SimulatedNode node, Topic topic, Batch batch, AppendOutcome outcome) {
        switch (outcome) {
            case Accepted accepted -> acknowledge(batch, accepted.baseOffset());
            case Duplicate duplicate -> acknowledge(batch, duplicate.baseOffset());
            case Refused refused -> reconnect(node, topic);
        }
    }

    private void acknowledge(Batch batch, long baseOffset) {
        if (!batch.equals(unacknowledged.poll())) {
            throw new AssertionError(
                    "producer %d: batch %d was acknowledged before an earlier one"
                            .formatted(producerId, batch.sequence));
        }
        for (int i = 0; i < batch.values.size(); i++) {
            acknowledged.put(baseOffset + i, batch.values.get(i));
        }
    }
}
