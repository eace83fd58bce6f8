package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compacted topics as stock clients see them.
class CompactionTest {
    private static final TopicPartition UPDATES = new TopicPartition("updates", 0);
    private static final int KEYS = 1_000;
    private static final Map<String, String> OFTEN =
            Map.of("log.retention.check.interval.ms", "200");

    @TempDir Path folder;

    @Test
    void ofManyUpdates_theLastOneOfEachKeyStays_alsoAfterARestart() throws Exception {
        Map<String, String> last = new HashMap<>();
        long end;
        List<ConsumerRecord<String, String>> left;
        try (InProcessBroker broker = InProcessBroker.start("compaction", folder, OFTEN)) {
            create(broker, Map.of("min.cleanable.dirty.ratio", "0.01"));
            SplittableRandom random = new SplittableRandom(7);
            try (KafkaProducer<String, String> producer = producer(broker)) {
                for (int i = 0; i < 100_000; i++) {
                    String key = "key-" + random.nextInt(KEYS);
                    last.put(key, "value-" + i);
                    var _ = producer.send(new ProducerRecord<>("updates", key, "value-" + i));
                }
            }
            end = 100_000;
            Await.until(
                    "each key is left once",
                    60,
                    () -> read(broker, end).size() == KEYS,
                    () -> read(broker, end).size());
            left = read(broker, end);
            assertEquals(last, values(left));
        }
        try (InProcessBroker broker = InProcessBroker.start("compaction-again", folder, OFTEN)) {
            List<ConsumerRecord<String, String>> again = read(broker, end);
            assertEquals(
                    left.stream().map(ConsumerRecord::offset).toList(),
                    again.stream().map(ConsumerRecord::offset).toList());
            assertEquals(last, values(again));
        }
    }

    @Test
    void aTombstone_goesWhenItsTimeHasCome() throws Exception {
        try (InProcessBroker broker = InProcessBroker.start("tombstones", folder, OFTEN)) {
            create(
                    broker,
                    Map.of("min.cleanable.dirty.ratio", "0.01", "delete.retention.ms", "100"));
            long sent = 0;
            try (KafkaProducer<String, String> producer = producer(broker)) {
                producer.send(new ProducerRecord<>("updates", "gone", "value")).get();
                producer.send(new ProducerRecord<>("updates", "gone", null)).get();
                sent = 2;
                List<String> keys = new ArrayList<>();
                // Each one makes the log dirty again.
                while (keys.isEmpty() || keys.contains("gone")) {
                    assertTrue(sent < 1_000, keys::toString);
                    producer.send(new ProducerRecord<>("updates", "other", "value")).get();
                    sent++;
                    long end = sent;
                    keys = read(broker, end).stream().map(ConsumerRecord::key).toList();
                }
                assertEquals("other", keys.getLast());
            }
        }
    }

    @Test
    void aRecordWithoutAKey_isRefused() throws Exception {
        try (InProcessBroker broker = InProcessBroker.start("keyless", folder, OFTEN)) {
            create(broker, Map.of());
            for (String compression : List.of("none", "lz4", "snappy")) {
                try (KafkaProducer<String, String> producer =
                        new KafkaProducer<>(
                                Map.of(
                                        "bootstrap.servers",
                                        broker.bootstrap(),
                                        "compression.type",
                                        compression),
                                new StringSerializer(),
                                new StringSerializer())) {
                    ExecutionException refused =
                            assertThrows(
                                    ExecutionException.class,
                                    () ->
                                            producer.send(
                                                            new ProducerRecord<>(
                                                                    "updates", null, "value"))
                                                    .get());
                    assertInstanceOf(InvalidRecordException.class, refused.getCause());
                    producer.send(new ProducerRecord<>("updates", "key", "value")).get();
                }
            }
        }
    }

    @Test
    void theOffsetsTopic_staysSmallUnderConstantCommits() throws Exception {
        int commits = 20_000;
        try (InProcessBroker broker = InProcessBroker.start("commits", folder, OFTEN)) {
            create(broker, Map.of());
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
                    KafkaConsumer<String, String> consumer =
                            Clients.consumer(broker.bootstrap(), "committers", Map.of())) {
                consumer.assign(List.of(UPDATES));
                for (int i = 1; i <= commits; i++) {
                    consumer.commitAsync(Map.of(UPDATES, new OffsetAndMetadata(i)), null);
                    if (i % 500 == 0) {
                        consumer.commitSync(Map.of(UPDATES, new OffsetAndMetadata(i)));
                    }
                }
                Await.until(
                        "little of %d commits is left".formatted(commits),
                        60,
                        () -> offsetsBytes(admin) < 100_000,
                        () -> offsetsBytes(admin));
                assertEquals(
                        commits,
                        Objects.requireNonNull(consumer.committed(Set.of(UPDATES)).get(UPDATES))
                                .offset());
            }
        }
    }

    private static long offsetsBytes(Admin admin) {
        try {
            return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
                    .flatMap(broker -> broker.values().stream())
                    .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                    .filter(replica -> replica.getKey().topic().equals("__consumer_offsets"))
                    .mapToLong(replica -> replica.getValue().size())
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void create(InProcessBroker broker, Map<String, String> configs)
            throws Exception {
        Map<String, String> all = new LinkedHashMap<>(configs);
        all.put("cleanup.policy", "compact");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            NewTopic topic = new NewTopic(UPDATES.topic(), 1, (short) 1).configs(all);
            admin.createTopics(List.of(topic)).all().get();
        }
    }

    private static KafkaProducer<String, String> producer(InProcessBroker broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "compression.type", "lz4"),
                new StringSerializer(),
                new StringSerializer());
    }

    /// All records from the beginning until the consumer stands at `end`.
    private static List<ConsumerRecord<String, String>> read(InProcessBroker broker, long end) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                Clients.consumer(broker.bootstrap(), "reader", Map.of())) {
            consumer.assign(List.of(UPDATES));
            consumer.seekToBeginning(List.of(UPDATES));
            assertEquals(Map.of(UPDATES, end), consumer.endOffsets(List.of(UPDATES)));
            Await.until(
                    "the end is reached",
                    60,
                    () -> {
                        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                        return consumer.position(UPDATES) == end;
                    },
                    () -> consumer.position(UPDATES));
        }
        return records;
    }

    private static Map<String, String> values(List<ConsumerRecord<String, String>> records) {
        Map<String, String> values = new HashMap<>();
        records.forEach(record -> values.put(record.key(), record.value()));
        return values;
    }
}
