package dev.regroup.bench.groups;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;

/// Stock consumers of one group in a process of their own, and a producer that sends to every
/// partition ten times a second. At each line on standard input something happens to the group;
/// once every partition has brought a record that was sent since then, the milliseconds it took are
/// printed.
///
/// `join N`: N consumers begin at once; `lose N`: so many stop without leaving.
public final class StockConsumers {
    private static final long SEND_EVERY_NS = 100_000_000;
    private static final int SESSION_TIMEOUT_MS = 6_000;

    private final Map<String, Object> settings;
    private final String topic;
    private final AtomicLongArray newestSentNs;
    private final List<Worker> workers = new ArrayList<>();

    private StockConsumers(Map<String, Object> settings, String topic, int partitions) {
        this.settings = settings;
        this.topic = topic;
        this.newestSentNs = new AtomicLongArray(partitions);
    }

    /// `BOOTSTRAP TOPIC PARTITIONS classic|consumer`
    public static void main(String[] arguments) throws IOException {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", arguments[0]);
        settings.put("group.id", "stock-" + arguments[3]);
        settings.put("group.protocol", arguments[3]);
        settings.put("auto.offset.reset", "earliest");
        if (arguments[3].equals("classic")) {
            settings.put("session.timeout.ms", SESSION_TIMEOUT_MS);
        }
        StockConsumers consumers =
                new StockConsumers(settings, arguments[1], Integer.parseInt(arguments[2]));
        Thread.ofPlatform()
                .daemon()
                .name("stock-producer")
                .start(() -> consumers.produce(arguments[0]));
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            consumers.act(line.split(" ", -1));
        }
        System.exit(0);
    }

    private void act(String[] words) {
        long startNs = System.nanoTime();
        for (int i = 0; i < Integer.parseInt(words[1]); i++) {
            if (words[0].equals("join")) {
                workers.add(new Worker());
            } else {
                workers.removeFirst().stop();
            }
        }
        while (!allSince(startNs)) {
            LockSupport.parkNanos(1_000_000);
        }
        System.out.printf("%.1f%n", (System.nanoTime() - startNs) / 1e6);
    }

    private boolean allSince(long startNs) {
        for (int i = 0; i < newestSentNs.length(); i++) {
            if (newestSentNs.get(i) - startNs < 0) {
                return false;
            }
        }
        return true;
    }

    private void produce(String bootstrap) {
        try (KafkaProducer<byte[], Long> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap, "linger.ms", 0),
                        new ByteArraySerializer(),
                        new LongSerializer())) {
            while (true) {
                for (int partition = 0; partition < newestSentNs.length(); partition++) {
                    Future<RecordMetadata> _ =
                            producer.send(
                                    new ProducerRecord<>(
                                            topic, partition, null, System.nanoTime()));
                }
                LockSupport.parkNanos(SEND_EVERY_NS);
            }
        }
    }

    private final class Worker {
        private volatile boolean running = true;

        Worker() {
            Thread.ofPlatform().daemon().name("stock-consumer").start(this::consume);
        }

        void stop() {
            running = false;
        }

        private void consume() {
            KafkaConsumer<byte[], Long> consumer =
                    new KafkaConsumer<>(
                            settings, new ByteArrayDeserializer(), new LongDeserializer());
            consumer.subscribe(List.of(topic));
            while (running) {
                for (ConsumerRecord<byte[], Long> record : consumer.poll(Duration.ofMillis(100))) {
                    newestSentNs.accumulateAndGet(record.partition(), record.value(), Math::max);
                }
            }
            consumer.close(
                    CloseOptions.groupMembershipOperation(
                            CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
        }
    }
}
