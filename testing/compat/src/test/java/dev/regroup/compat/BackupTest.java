package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `regroup backup` of a broker under load that settles all the time, and brokers that are started
/// on the copies.
class BackupTest {
    private static final String TOPIC = "copied";
    private static final int PARTITIONS = 6;
    private static final int BACKUPS = 3;
    private static final int RECORDS_BETWEEN = 20_000;
    private static final long ENDS_WITHIN_S = 120;

    @TempDir Path folder;

    @Test
    void copiesTakenUnderLoad_haveAllThatWasAcknowledgedBefore() throws Exception {
        Path data = folder.resolve("data");
        Map<String, String> settings =
                Map.of(
                        "regroup.journal.bytes.max", "268435456",
                        "log.retention.check.interval.ms", "200");
        Map<Path, Acknowledged> copies = new HashMap<>();
        try (InProcessBroker broker = InProcessBroker.start("backup", data, settings)) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
                admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
            }
            try (Load load = new Load(broker.bootstrap());
                    GroupMember member =
                            new GroupMember(
                                    Clients.consumer(broker.bootstrap(), "readers", Map.of()),
                                    TOPIC)) {
                for (int i = 1; i <= BACKUPS; i++) {
                    int enough = i * RECORDS_BETWEEN;
                    Await.until(
                            enough + " records acknowledged, and offsets committed",
                            120,
                            () ->
                                    load.acknowledged() >= enough
                                            && member.committed().size() == PARTITIONS,
                            load::acknowledged);
                    Acknowledged before = new Acknowledged(load.ends(), committed(member));
                    Path copy = folder.resolve("copy-" + i);
                    backUp(data, copy);
                    copies.put(copy, before);
                }
                load.stop();
                assertEquals(List.of(), member.failures());
            }
        }
        for (Map.Entry<Path, Acknowledged> copy : copies.entrySet()) {
            try (InProcessBroker restored =
                    InProcessBroker.start(
                            String.valueOf(copy.getKey().getFileName()), copy.getKey())) {
                assertRestored(restored.bootstrap(), copy.getValue());
            }
        }
    }

    /// By partition, the offset behind what was acknowledged, and what was committed.
    private record Acknowledged(Map<Integer, Long> ends, Map<Integer, Long> committed) {}

    private static Map<Integer, Long> committed(GroupMember member) {
        Map<Integer, Long> committed = new HashMap<>();
        member.committed()
                .forEach((partition, offset) -> committed.put(partition.partition(), offset));
        return committed;
    }

    private void backUp(Path data, Path copy) throws Exception {
        Path output = folder.resolve(copy.getFileName() + ".txt");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.regroup.app.Main",
                                "backup",
                                copy.toString(),
                                "--data",
                                data.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertTrue(process.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS), () -> text(output));
        assertEquals(0, process.exitValue(), () -> text(output));
        assertTrue(text(output).contains("which is whole"), () -> text(output));
    }

    private static String text(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertRestored(String bootstrap, Acknowledged before) throws Exception {
        Map<Integer, Long> read = new HashMap<>();
        try (KafkaConsumer<String, String> consumer =
                Clients.consumer(bootstrap, "checker", Map.of())) {
            List<TopicPartition> partitions =
                    IntStream.range(0, PARTITIONS)
                            .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Await.until(
                    "all is read",
                    120,
                    () -> {
                        for (ConsumerRecord<String, String> record :
                                consumer.poll(Duration.ofMillis(100))) {
                            long expected = read.getOrDefault(record.partition(), 0L);
                            assertEquals(expected, record.offset(), record::toString);
                            assertEquals(Load.value(record.partition(), expected), record.value());
                            read.put(record.partition(), expected + 1);
                        }
                        return ends.entrySet().stream()
                                .allMatch(end ->
                                        end.getValue()
                                                == (long)
                                                        read.getOrDefault(
                                                                end.getKey().partition(), 0L));
                    },
                    () -> read + " of " + ends);
        }
        before.ends.forEach((partition, end) ->
                assertTrue(
                        read.getOrDefault(partition, 0L) >= end,
                        () -> read + " but before " + before));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    admin.listConsumerGroupOffsets("readers").partitionsToOffsetAndMetadata().get();
            before.committed.forEach((partition, offset) -> {
                OffsetAndMetadata now = committed.get(new TopicPartition(TOPIC, partition));
                assertTrue(
                        now != null
                                && now.offset() >= offset
                                && now.offset() <= read.getOrDefault(partition, 0L),
                        () -> "%d: %s, %s, %s".formatted(partition, now, before, read));
            });
        }
    }

    /// Writes to each partition in turn, a bounded number ahead of what is acknowledged.
    private static final class Load implements AutoCloseable {
        private static final int AHEAD_MAX = 500;
        private static final String FILLING = "f".repeat(1_000);

        private final KafkaProducer<String, String> producer;
        private final Semaphore ahead = new Semaphore(AHEAD_MAX);
        private final Map<Integer, Long> ends = new ConcurrentHashMap<>();
        private final AtomicReference<Exception> failure = new AtomicReference<>();
        private final Thread thread;
        private volatile boolean stopped;

        Load(String bootstrap) {
            producer =
                    new KafkaProducer<>(
                            Map.of("bootstrap.servers", bootstrap),
                            new StringSerializer(),
                            new StringSerializer());
            thread = Thread.ofPlatform().name("load").start(this::run);
        }

        static String value(int partition, long offset) {
            return partition + ":" + offset + ":" + FILLING;
        }

        long acknowledged() {
            assertEquals(null, failure.get());
            return ends.values().stream().mapToLong(Long::longValue).sum();
        }

        Map<Integer, Long> ends() {
            return Map.copyOf(ends);
        }

        void stop() throws InterruptedException {
            stopped = true;
            thread.join();
            producer.flush();
            assertEquals(null, failure.get());
        }

        private void run() {
            for (long offset = 0; !stopped; offset++) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    ahead.acquireUninterruptibly();
                    var _ =
                            producer.send(
                                    new ProducerRecord<>(
                                            TOPIC, partition, "", value(partition, offset)),
                                    (metadata, e) -> {
                                        ahead.release();
                                        if (e == null) {
                                            ends.merge(
                                                    metadata.partition(),
                                                    metadata.offset() + 1,
                                                    Math::max);
                                        } else {
                                            failure.set(e);
                                        }
                                    });
                }
            }
        }

        @Override
        public void close() {
            stopped = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            producer.close();
        }
    }
}
