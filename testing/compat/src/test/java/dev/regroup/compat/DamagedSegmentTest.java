package dev.regroup.compat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A bit that the disk has lost in what was settled: the broker starts, says what is damaged when
/// it is asked for, and serves all else.
class DamagedSegmentTest {
    private static final TopicPartition DAMAGED = new TopicPartition("records", 0);
    private static final TopicPartition SOUND = new TopicPartition("records", 1);
    private static final Map<String, String> OFTEN =
            Map.of("REGROUP_LOG_RETENTION_CHECK_INTERVAL_MS", "100");

    @TempDir Path folder;

    @Test
    void aFlippedBit_costsItsBatchOnly() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder, OFTEN)) {
            produce(broker);
            Await.until("all is settled", 30, () -> find("batch-1-of-0").size() == 1, this::files);
            broker.stop();
            flip(find("batch-1-of-0").getFirst());
            broker.restart();

            try (KafkaConsumer<String, String> consumer =
                    Clients.consumer(broker, "reader", Map.of())) {
                assertEquals(
                        List.of("batch-0-of-1", "batch-1-of-1", "batch-2-of-1"),
                        read(consumer, SOUND, 0, 3));
                assertEquals(List.of("batch-0-of-0"), read(consumer, DAMAGED, 0, 1));
                consumer.seek(DAMAGED, 1);
                Await.until(
                        "the damage is named",
                        30,
                        () ->
                                consumer.poll(Duration.ofMillis(100)).isEmpty()
                                        && broker.output()
                                                .contains("Records cannot be read, since they are"),
                        broker::output);
                assertTrue(broker.output().contains("expected a batch with checksum"));
                assertEquals(List.of("batch-2-of-0"), read(consumer, DAMAGED, 2, 1));
            }
        }
    }

    private static void produce(BrokerProcess broker) throws Exception {
        try (Admin admin = Clients.admin(broker);
                KafkaProducer<String, String> producer = Clients.producer(broker, Map.of())) {
            admin.createTopics(List.of(new NewTopic(DAMAGED.topic(), 2, (short) 1))).all().get();
            for (int partition = 0; partition < 2; partition++) {
                for (int i = 0; i < 3; i++) {
                    String value = "batch-%d-of-%d".formatted(i, partition);
                    producer.send(new ProducerRecord<>(DAMAGED.topic(), partition, "", value))
                            .get();
                }
            }
        }
    }

    private static List<String> read(
            KafkaConsumer<String, String> consumer, TopicPartition from, long offset, int count) {
        consumer.assign(List.of(from));
        consumer.seek(from, offset);
        List<String> values = new ArrayList<>();
        Await.until(
                count + " records of " + from,
                30,
                () -> {
                    consumer.poll(Duration.ofMillis(100))
                            .forEach(record -> values.add(record.value()));
                    return values.size() >= count;
                },
                () -> values);
        return values.subList(0, count);
    }

    private record Place(Path file, int position) {}

    /// Where a text lies in segments.
    private List<Place> find(String text) {
        List<Place> places = new ArrayList<>();
        for (Path file : files()) {
            try {
                int at = new String(Files.readAllBytes(file), US_ASCII).indexOf(text);
                if (at >= 0) {
                    places.add(new Place(file, at));
                }
            } catch (IOException e) {
                // Replaced by a later settling meanwhile: the next look finds that one.
                return List.of();
            }
        }
        return places;
    }

    private List<Path> files() {
        Path segments = folder.resolve("data/segment");
        if (!Files.isDirectory(segments)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(segments)) {
            return files.filter(file -> !file.toString().contains("+tmp+")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void flip(Place place) throws IOException {
        byte[] bytes = Files.readAllBytes(place.file);
        bytes[place.position] ^= 1;
        Files.write(place.file, bytes);
    }
}
