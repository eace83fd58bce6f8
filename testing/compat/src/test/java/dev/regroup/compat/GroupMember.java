package dev.regroup.compat;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/// A consumer on a thread of its own that commits after each poll and remembers what it saw.
final class GroupMember implements AutoCloseable {
    private final KafkaConsumer<String, String> consumer;
    private final Thread thread;
    private final Set<TopicPartition> assigned = ConcurrentHashMap.newKeySet();
    private final Map<TopicPartition, Set<Long>> seen = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> committed =
            new ConcurrentSkipListMap<>(Comparator.comparing(TopicPartition::toString));
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong rebalances = new AtomicLong();
    private volatile String memberId = "";
    private volatile boolean closing;

    GroupMember(BrokerProcess broker, String groupId, String topic) {
        this(Clients.consumer(broker, groupId, Map.of()), topic);
    }

    GroupMember(KafkaConsumer<String, String> consumer, String topic) {
        this.consumer = consumer;
        String groupId = consumer.groupMetadata().groupId();
        thread = Thread.ofPlatform().name("member-of-" + groupId).start(() -> run(topic));
    }

    Set<TopicPartition> assigned() {
        return Set.copyOf(assigned);
    }

    /// How often it was told of an assignment, or of the end of one.
    long rebalances() {
        return rebalances.get();
    }

    /// As the group knows it, once anything was assigned.
    String memberId() {
        return memberId;
    }

    /// Offsets of the records received, by partition.
    Map<TopicPartition, Set<Long>> seen() {
        return seen;
    }

    /// The highest offset of each partition whose commit was acknowledged to this member.
    Map<TopicPartition, Long> committed() {
        return committed;
    }

    List<Throwable> failures() {
        return failures;
    }

    /// Leaves the group.
    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(String topic) {
        try (consumer) {
            consumer.subscribe(List.of(topic), new Assignments());
            while (!closing) {
                try {
                    consumer.poll(Duration.ofMillis(200)).forEach(this::remember);
                    commit();
                } catch (WakeupException e) {
                    // Asked to leave: the loop's condition says so.
                }
            }
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }

    private void remember(ConsumerRecord<String, String> record) {
        seen.computeIfAbsent(
                        new TopicPartition(record.topic(), record.partition()),
                        partition -> ConcurrentHashMap.newKeySet())
                .add(record.offset());
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (TopicPartition partition : new HashSet<>(consumer.assignment())) {
            if (seen.containsKey(partition)) {
                positions.put(partition, new OffsetAndMetadata(consumer.position(partition)));
            }
        }
        if (positions.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(positions, Duration.ofSeconds(20));
            positions.forEach(
                    (partition, offset) -> committed.merge(partition, offset.offset(), Math::max));
        } catch (CommitFailedException
                | RetriableCommitFailedException
                | RebalanceInProgressException
                | TimeoutException e) {
            // The group moves on, or the broker is down: the next commit says it all again.
            assigned.retainAll(consumer.assignment());
        }
    }

    private final class Assignments implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            rebalances.incrementAndGet();
            memberId = consumer.groupMetadata().memberId();
            assigned.addAll(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            rebalances.incrementAndGet();
            assigned.removeAll(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            rebalances.incrementAndGet();
            assigned.removeAll(partitions);
        }
    }
}
