package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of the real process, again and again, under load from an idempotent producer and a
/// group, while it settles all the time, compacts what groups commit, and looks for records to
/// delete. `-Dkill.rounds=N` for more rounds.
class KillTest {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 20);
    private static final int PARTITIONS = 6;
    private static final int ACKNOWLEDGED_PER_ROUND = 300;
    private static final String TOPIC = "killed";
    private static final Map<String, String> BUSY =
            Map.of(
                    "REGROUP_LOG_RETENTION_CHECK_INTERVAL_MS",
                    "50",
                    "REGROUP_LOG_CLEANER_MIN_CLEANABLE_RATIO",
                    "0.01");

    @TempDir Path folder;

    /// Values whose send was acknowledged, with the place it was acknowledged for.
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    private final Map<TopicPartition, Long> highestCommitted = new HashMap<>();

    @Test
    void killedAgainAndAgain_losesNothingAcknowledgedAndKeepsNothingTwice() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder, BUSY)) {
            try (Admin admin = Clients.admin(broker)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
            }
            int sent;
            try (Load load = new Load(broker);
                    GroupMember one = new GroupMember(broker, "killed", TOPIC);
                    GroupMember two = new GroupMember(broker, "killed", TOPIC)) {
                for (int round = 0; round < ROUNDS; round++) {
                    int enough = acknowledged.size() + ACKNOWLEDGED_PER_ROUND;
                    Await.until(
                            enough + " records acknowledged in round " + round,
                            90,
                            () -> acknowledged.size() >= enough,
                            acknowledged::size);
                    broker.kill();
                    broker.restart();
                    rememberCommitted(one);
                    rememberCommitted(two);
                    checkCommitted(broker);
                }
                sent = load.finish();
                awaitCaughtUp(one, two, sent);
                assertEquals(List.of(), one.failures());
                assertEquals(List.of(), two.failures());
            }
            checkLog(broker, sent);
            System.out.printf(
                    "kill -9: %d rounds, %d records acknowledged, none lost, none twice%n",
                    ROUNDS, acknowledged.size());
        }
    }

    private void rememberCommitted(GroupMember member) {
        member.committed()
                .forEach((partition, offset) ->
                        highestCommitted.merge(partition, offset, Math::max));
    }

    private void checkCommitted(BrokerProcess broker) throws Exception {
        try (Admin admin = Clients.admin(broker)) {
            Map<TopicPartition, OffsetAndMetadata> now =
                    admin.listConsumerGroupOffsets("killed").partitionsToOffsetAndMetadata().get();
            highestCommitted.forEach((partition, offset) -> {
                OffsetAndMetadata found = now.get(partition);
                assertTrue(
                        found != null && found.offset() >= offset,
                        () -> "%s: %d was committed, found %s".formatted(partition, offset, found));
            });
        }
    }

    private static void awaitCaughtUp(GroupMember one, GroupMember two, int count) {
        Await.until(
                "the group has received all " + count + " records",
                90,
                () -> distinct(one, two) >= count,
                () -> distinct(one, two));
    }

    private static int distinct(GroupMember one, GroupMember two) {
        Set<String> seen = new HashSet<>();
        for (GroupMember member : List.of(one, two)) {
            member.seen()
                    .forEach((partition, offsets) ->
                            offsets.forEach(offset -> seen.add(partition + ":" + offset)));
        }
        return seen.size();
    }

    private void checkLog(BrokerProcess broker, int sent) {
        Map<String, String> found = new HashMap<>();
        try (KafkaConsumer<String, String> consumer =
                Clients.consumer(broker, "checker", Map.of())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(TOPIC).stream()
                            .map(info -> new TopicPartition(TOPIC, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long total = consumer.endOffsets(partitions).values().stream().mapToLong(l -> l).sum();
            Await.until(
                    total + " records read",
                    90,
                    () -> {
                        for (ConsumerRecord<String, String> record :
                                consumer.poll(Duration.ofMillis(100))) {
                            String place = record.partition() + ":" + record.offset();
                            String before = found.put(record.value(), place);
                            assertEquals(null, before, () -> record.value() + " is there twice");
                        }
                        return found.size() >= total;
                    },
                    found::size);
        }
        acknowledged.forEach((value, place) -> assertEquals(place, found.get(value), value));
        assertEquals(sent, found.size(), "records in the log");
    }

    /// Sends numbered records until told to stop, a bounded number ahead of what is acknowledged.
    private final class Load implements AutoCloseable {
        private static final int AHEAD_MAX = 200;
        private static final long LOOK_AGAIN_NS = 500_000;

        private final KafkaProducer<String, String> producer;
        private final AtomicInteger sent = new AtomicInteger();
        private final Thread thread;
        private volatile boolean stopping;

        Load(BrokerProcess broker) {
            producer =
                    Clients.producer(
                            broker, Map.of("linger.ms", 1, "delivery.timeout.ms", 300_000));
            thread = Thread.ofPlatform().name("load").start(this::run);
        }

        /// Stops and waits for every acknowledgement; returns the number of records sent.
        int finish() throws InterruptedException {
            stopping = true;
            thread.join();
            producer.flush();
            assertEquals(sent.get(), acknowledged.size(), "sent and acknowledged");
            return sent.get();
        }

        private void run() {
            while (!stopping) {
                if (sent.get() - acknowledged.size() >= AHEAD_MAX) {
                    LockSupport.parkNanos(LOOK_AGAIN_NS);
                    continue;
                }
                String value = "record-" + sent.getAndIncrement();
                // The callback hears what the future would say.
                Future<RecordMetadata> _ =
                        producer.send(
                                new ProducerRecord<>(TOPIC, value, value),
                                (metadata, failure) -> {
                                    if (failure == null) {
                                        acknowledged.put(
                                                value,
                                                metadata.partition() + ":" + metadata.offset());
                                    }
                                });
            }
        }

        @Override
        public void close() {
            stopping = true;
            producer.close();
        }
    }
}
