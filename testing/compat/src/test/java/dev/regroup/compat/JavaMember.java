package dev.regroup.compat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// A member of a group with kafka-clients: see [MemberProcess].
final class JavaMember implements ConsumerRebalanceListener {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
    private volatile boolean leaving;

    private JavaMember(Map<String, Object> config) {
        consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// @param arguments `BOOTSTRAP NAME classic|consumer ASSIGNOR`
    public static void main(String[] arguments) {
        String name = arguments[1];
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", arguments[0]);
        config.put("group.id", name);
        config.put("group.protocol", arguments[2]);
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", false);
        config.put("metadata.max.age.ms", 1_000);
        if (arguments[2].equals("classic")) {
            config.put("partition.assignment.strategy", assignor(arguments[3]).getName());
            config.put("session.timeout.ms", 6_000);
            config.put("heartbeat.interval.ms", 500);
        } else {
            config.put("group.remote.assignor", arguments[3]);
        }
        JavaMember member = new JavaMember(config);
        Thread.ofPlatform().daemon().start(member::leaveWithInput);
        member.consume(name);
    }

    private static Class<?> assignor(String name) {
        return switch (name) {
            case RangeAssignor.RANGE_ASSIGNOR_NAME -> RangeAssignor.class;
            case RoundRobinAssignor.ROUNDROBIN_ASSIGNOR_NAME -> RoundRobinAssignor.class;
            case StickyAssignor.STICKY_ASSIGNOR_NAME -> StickyAssignor.class;
            case CooperativeStickyAssignor.COOPERATIVE_STICKY_ASSIGNOR_NAME ->
                    CooperativeStickyAssignor.class;
            default -> throw new IllegalArgumentException("no assignor: " + name);
        };
    }

    private void leaveWithInput() {
        try {
            while (System.in.read() >= 0) {
                // What is said does not matter; only that somebody is there.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        leaving = true;
    }

    private void consume(String topic) {
        try (consumer) {
            consumer.subscribe(List.of(topic), this);
            while (!leaving) {
                remember(consumer.poll(POLL));
                commit();
            }
        }
    }

    private void remember(ConsumerRecords<byte[], byte[]> polled) {
        for (TopicPartition partition : polled.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
            long last = records.getLast().offset();
            say("read", partition.partition(), records.getFirst().offset(), last);
            uncommitted.put(partition, new OffsetAndMetadata(last + 1));
        }
    }

    private void commit() {
        if (uncommitted.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(uncommitted);
            uncommitted.forEach((partition, offset) ->
                    say("committed", partition.partition(), offset.offset()));
            uncommitted.clear();
        } catch (CommitFailedException
                | RetriableCommitFailedException
                | RebalanceInProgressException e) {
            // The next one says it again, that before the partitions are given up at the latest.
            System.err.println(e);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        sayPartitions("assigned", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commit();
        uncommitted.keySet().removeAll(partitions);
        sayPartitions("revoked", partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        uncommitted.keySet().removeAll(partitions);
        sayPartitions("lost", partitions);
    }

    private static void sayPartitions(String what, Collection<TopicPartition> partitions) {
        say(what, partitions.stream().mapToLong(TopicPartition::partition).toArray());
    }

    private static void say(String what, long... numbers) {
        String words =
                Arrays.stream(numbers)
                        .mapToObj(number -> " " + number)
                        .collect(Collectors.joining());
        System.out.println(System.currentTimeMillis() + " " + what + words);
    }
}
