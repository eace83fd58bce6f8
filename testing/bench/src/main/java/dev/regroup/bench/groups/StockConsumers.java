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
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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
/// partition twenty times a second. At each line on standard input something happens to the group;
/// when it has settled, one line says how many milliseconds that took, and for how many the
/// partition that fared worst brought no record.
///
/// `join N`: N consumers begin at once; `lose N`: so many stop without leaving, which takes effect
/// when their sessions expire.
///
/// Settled means that each newcomer has received a record, that every partition has brought one
/// sent after the event, and that after this every partition has brought a further one: the first
/// of them come to the group as it was before, or while others still wait for their assignment.
public final class StockConsumers {
    private static final long SEND_EVERY_NS = 50_000_000;
    private static final long LOOK_AGAIN_NS = 1_000_000;

    private final Map<String, Object> settings;
    private final String topic;
    private final Arrivals arrivals;
    private final List<Worker> workers = new ArrayList<>();

    private StockConsumers(Map<String, Object> settings, String topic, int partitions) {
        this.settings = settings;
        this.topic = topic;
        this.arrivals = new Arrivals(partitions);
    }

    /// `BOOTSTRAP TOPIC PARTITIONS classic|consumer SESSION_TIMEOUT_MS HEARTBEAT_INTERVAL_MS`; the
    /// last two are for the classic protocol, in the other they are the broker's to say.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", arguments[0]);
        settings.put("group.id", "stock-" + arguments[3]);
        settings.put("group.protocol", arguments[3]);
        settings.put("auto.offset.reset", "earliest");
        if (arguments[3].equals("classic")) {
            settings.put("session.timeout.ms", arguments[4]);
            settings.put("heartbeat.interval.ms", arguments[5]);
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

    private void act(String[] words) throws InterruptedException {
        int count = Integer.parseInt(words[1]);
        List<Worker> newcomers = new ArrayList<>();
        arrivals.beginPauses();
        long startNs = System.nanoTime();
        if (words[0].equals("join")) {
            for (int i = 0; i < count; i++) {
                newcomers.add(new Worker());
            }
            workers.addAll(newcomers);
        } else {
            List<Worker> lost = workers.subList(0, count);
            for (Worker worker : lost) {
                worker.stop();
            }
            lost.clear();
            startNs = System.nanoTime();
        }
        long eventNs = startNs;
        await(() -> newcomers.stream().allMatch(worker -> worker.hasReceived));
        await(() -> arrivals.areAllSentSince(eventNs));
        long arrivedNs = System.nanoTime();
        await(() -> arrivals.areAllSentSince(arrivedNs));
        System.out.printf(
                "%.1f %.1f%n",
                (System.nanoTime() - startNs) / 1e6, arrivals.longestPauseNs() / 1e6);
    }

    /// As long as it takes: whoever has begun this process gives it a limit.
    private static void await(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            LockSupport.parkNanos(LOOK_AGAIN_NS);
        }
    }

    private void produce(String bootstrap) {
        try (KafkaProducer<byte[], Long> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap, "linger.ms", 0),
                        new ByteArraySerializer(),
                        new LongSerializer())) {
            while (true) {
                for (int partition = 0; partition < arrivals.partitions(); partition++) {
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
        private final Thread thread =
                Thread.ofPlatform().daemon().name("stock-consumer").unstarted(this::consume);
        private volatile boolean isRunning = true;
        private volatile boolean hasReceived;

        Worker() {
            thread.start();
        }

        /// Returns when its connections are closed.
        void stop() throws InterruptedException {
            isRunning = false;
            thread.join();
        }

        private void consume() {
            KafkaConsumer<byte[], Long> consumer =
                    new KafkaConsumer<>(
                            settings, new ByteArrayDeserializer(), new LongDeserializer());
            consumer.subscribe(List.of(topic));
            while (isRunning) {
                for (ConsumerRecord<byte[], Long> record : consumer.poll(Duration.ofMillis(100))) {
                    arrivals.arrived(record.partition(), record.value(), System.nanoTime());
                    hasReceived = true;
                }
            }
            consumer.close(
                    CloseOptions.groupMembershipOperation(
                            CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
        }
    }
}
