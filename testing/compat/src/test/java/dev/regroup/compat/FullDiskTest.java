package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real process on a volume that really fills, with stock clients.
class FullDiskTest {
    private static final String TOPIC = "filling";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final int RECORD_BYTES = 100_000;

    /// The journal's first two files have 72 MiB; a third, of 64, fits only when the ballast is
    /// gone.
    private static final int VOLUME_MIB = 170;

    private static final int BALLAST_MIB = 70;
    private static final int RECORDS_MAX = 2_000;

    @TempDir Path folder;

    /// By offset.
    private final Map<Long, String> acknowledged = new HashMap<>();

    @Test
    void aVolumeThatFills_keepsWhatWasAcknowledged_isReadMeanwhile_andGoesOnOnceThereIsSpace()
            throws Exception {
        try (SmallVolume volume = mount()) {
            volume.take(BALLAST_MIB);
            try (BrokerProcess broker = BrokerProcess.start(folder)) {
                try (Admin admin = Clients.admin(broker)) {
                    admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
                }
                fill(broker);
                checkLog(broker);
                commitAndDelete(broker);
                broker.kill();
                broker.restart();
                checkLog(broker);
                waitForSpace(broker, volume);
                checkLog(broker);
                assertEquals(1, count(broker.output(), "Records are taken again"));
                assertFalse(broker.output().contains("ERROR"), broker::output);
            }
        }
    }

    private SmallVolume mount() {
        try {
            return SmallVolume.mount(folder, VOLUME_MIB);
        } catch (SmallVolume.NotPermitted e) {
            return abort(e.toString());
        }
    }

    /// A producer that does not retry hears the broker's own error.
    private void fill(BrokerProcess broker) throws InterruptedException {
        try (KafkaProducer<String, String> producer =
                Clients.producer(broker, Map.of("retries", 0, "enable.idempotence", false))) {
            Optional<Throwable> refusal = Optional.empty();
            for (int i = 0; refusal.isEmpty() && i < RECORDS_MAX; i++) {
                refusal = send(producer, "%%0%dd".formatted(RECORD_BYTES).formatted(i));
            }
            Optional<Throwable> again = send(producer, "x".repeat(RECORD_BYTES));
            assertInstanceOf(KafkaStorageException.class, refusal.orElseThrow());
            assertInstanceOf(KafkaStorageException.class, again.orElseThrow());
        }
        assertEquals(1, count(broker.output(), "Records are refused until there is room"));
        assertEquals(1, count(broker.output(), "could not prepare a journal file"));
    }

    /// What the broker said, if it did not take it.
    private Optional<Throwable> send(KafkaProducer<String, String> producer, String value)
            throws InterruptedException {
        try {
            RecordMetadata place = producer.send(new ProducerRecord<>(TOPIC, value)).get();
            assertNull(acknowledged.put(place.offset(), value));
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.ofNullable(e.getCause());
        }
    }

    /// Groups and deletions have the reserve.
    private static void commitAndDelete(BrokerProcess broker) throws Exception {
        try (KafkaConsumer<String, String> consumer =
                        Clients.consumer(broker, "reading", Map.of());
                Admin admin = Clients.admin(broker)) {
            consumer.subscribe(List.of(TOPIC));
            Await.until(
                    "a group is formed on a full disk",
                    30,
                    () -> !consumer.poll(Duration.ofMillis(100)).isEmpty(),
                    consumer::assignment);
            consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(7)));
            assertEquals(
                    Map.of(PARTITION, new OffsetAndMetadata(7)),
                    admin.listConsumerGroupOffsets("reading")
                            .partitionsToOffsetAndMetadata()
                            .get());
            admin.createTopics(List.of(new NewTopic("other", 1, (short) 1))).all().get();
            admin.deleteTopics(List.of("other")).all().get();
        }
    }

    /// An ordinary producer repeats until there is space.
    private void waitForSpace(BrokerProcess broker, SmallVolume volume) throws Exception {
        try (KafkaProducer<String, String> producer =
                Clients.producer(broker, Map.of("delivery.timeout.ms", 120_000))) {
            List<Future<RecordMetadata>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(producer.send(new ProducerRecord<>(TOPIC, late(i))));
            }
            Await.until(
                    "the producer repeats",
                    60,
                    () -> retries(producer) > 2,
                    () -> retries(producer));
            volume.giveBack();
            for (int i = 0; i < waiting.size(); i++) {
                RecordMetadata place = waiting.get(i).get(60, TimeUnit.SECONDS);
                acknowledged.put(place.offset(), late(i));
            }
        }
    }

    private static String late(int i) {
        return "late-" + i + "z".repeat(RECORD_BYTES);
    }

    private static double retries(KafkaProducer<String, String> producer) {
        return producer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("record-retry-total"))
                .mapToDouble(metric -> (double) metric.metricValue())
                .sum();
    }

    private void checkLog(BrokerProcess broker) {
        Map<Long, String> found = new HashMap<>();
        try (KafkaConsumer<String, String> consumer =
                Clients.consumer(broker, "checker", Map.of())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).values().iterator().next();
            Await.until(
                    end + " records read",
                    60,
                    () -> {
                        for (ConsumerRecord<String, String> record :
                                consumer.poll(Duration.ofMillis(100))) {
                            found.put(record.offset(), record.value());
                        }
                        return found.size() >= end;
                    },
                    found::size);
        }
        assertEquals(acknowledged.keySet(), found.keySet());
        acknowledged.forEach((offset, value) -> assertEquals(value, found.get(offset)));
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }
}
