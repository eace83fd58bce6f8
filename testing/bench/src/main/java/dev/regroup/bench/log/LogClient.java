package dev.regroup.bench.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Stock clients in a process of their own, which says on standard output when what counts begins
/// and ends: `begin`, then `end RECORDS NANOSECONDS`, with more figures behind where there are any.
public final class LogClient {
    private static final Duration RECORDS_WITHIN = Duration.ofSeconds(60);

    private final String bootstrap;
    private final String topic;
    private final int recordBytes;

    private LogClient(String bootstrap, String topic, int recordBytes) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.recordBytes = recordBytes;
    }

    /// `produce|small|consume|latency BOOTSTRAP TOPIC RECORD_BYTES AMOUNT [RATE]`: AMOUNT is
    /// seconds, for `consume` records.
    public static void main(String[] arguments) throws InterruptedException, IOException {
        LogClient client =
                new LogClient(arguments[1], arguments[2], Integer.parseInt(arguments[3]));
        long amount = Long.parseLong(arguments[4]);
        switch (arguments[0]) {
            case "produce" -> client.produce(amount, Map.of("batch.size", 65_536, "linger.ms", 5));
            case "small" -> client.small(amount);
            case "consume" -> client.consume(amount);
            case "latency" -> client.latency(amount, Integer.parseInt(arguments[5]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        // Whoever measures reads this process's account first, and ends it then.
        System.in.read();
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", bootstrap);
        settings.put("acks", "all");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void produce(long seconds, Map<String, Object> settings) throws InterruptedException {
        Failure failure = new Failure();
        byte[] value = new byte[recordBytes];
        int partitions;
        try (KafkaProducer<byte[], byte[]> producer = producer(settings)) {
            partitions = producer.partitionsFor(topic).size();
            send(
                    producer,
                    value,
                    partitions,
                    TimeUnit.SECONDS.toNanos(Math.max(1, seconds / 4)),
                    failure);
            producer.flush();
            System.out.println("begin");
            long startNs = System.nanoTime();
            long sent =
                    send(producer, value, partitions, TimeUnit.SECONDS.toNanos(seconds), failure);
            producer.flush();
            failure.rethrow();
            System.out.printf("end %d %d%n", sent, System.nanoTime() - startNs);
        }
    }

    /// Round-robin over the partitions; the producer's memory bounds what is under way.
    private long send(
            KafkaProducer<byte[], byte[]> producer,
            byte[] value,
            int partitions,
            long forNs,
            Failure failure) {
        long endNs = System.nanoTime() + forNs;
        long sent = 0;
        while (System.nanoTime() < endNs) {
            for (int i = 0; i < 64; i++) {
                int partition = (int) (sent++ / 16 % partitions);
                Future<RecordMetadata> _ =
                        producer.send(
                                new ProducerRecord<>(topic, partition, null, value),
                                (metadata, e) -> failure.note(e));
            }
        }
        return sent;
    }

    /// One record in each request, five of them under way.
    private void small(long seconds) throws InterruptedException {
        produce(seconds, Map.of("linger.ms", 0, "batch.size", 0));
    }

    private void consume(long records) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(topic)
                    .forEach(one -> partitions.add(new TopicPartition(topic, one.partition())));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            System.out.println("begin");
            long startNs = System.nanoTime();
            long read = 0;
            while (read < records) {
                read += someOf(consumer).count();
            }
            System.out.printf("end %d %d%n", read, System.nanoTime() - startNs);
        }
    }

    /// Open loop: a record is due at its time whether or not earlier ones are through, and its
    /// latency counts from then until it is consumed.
    private void latency(long seconds, int perSecond) throws InterruptedException {
        Failure failure = new Failure();
        long warmUpS = 3 * seconds;
        Histogram histogram = new Histogram(3);
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "auto.offset.reset",
                        "earliest",
                        "fetch.max.wait.ms",
                        500);
        long total = (warmUpS + seconds) * perSecond;
        Thread reader =
                Thread.ofPlatform()
                        .name("latency-consumer")
                        .start(() -> read(settings, total, warmUpS * perSecond, histogram));
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("linger.ms", 0))) {
            int partitions = producer.partitionsFor(topic).size();
            long startNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            for (long i = 0; i < total; i++) {
                long dueNs = startNs + i * 1_000_000_000L / perSecond;
                while (System.nanoTime() < dueNs) {
                    LockSupport.parkNanos(Math.max(1, dueNs - System.nanoTime()));
                }
                if (i == warmUpS * perSecond) {
                    System.out.println("begin");
                }
                byte[] value = new byte[recordBytes];
                ByteBuffer.wrap(value).putLong(dueNs).putLong(i);
                Future<RecordMetadata> _ =
                        producer.send(
                                new ProducerRecord<>(topic, (int) (i % partitions), null, value),
                                (metadata, e) -> failure.note(e));
            }
            producer.flush();
        }
        reader.join();
        failure.rethrow();
        if (histogram.getTotalCount() != seconds * perSecond) {
            throw new IllegalStateException(
                    "expected %d records that count, read %d"
                            .formatted(seconds * perSecond, histogram.getTotalCount()));
        }
        System.out.printf(
                "end %d %d %d %d%n",
                seconds * perSecond,
                TimeUnit.SECONDS.toNanos(seconds),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99));
    }

    private void read(
            Map<String, Object> settings, long total, long warmUpRecords, Histogram histogram) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(topic)
                    .forEach(one -> partitions.add(new TopicPartition(topic, one.partition())));
            consumer.assign(partitions);
            long read = 0;
            while (read < total) {
                for (ConsumerRecord<byte[], byte[]> record : someOf(consumer)) {
                    read++;
                    ByteBuffer value = ByteBuffer.wrap(record.value());
                    long dueNs = value.getLong();
                    if (value.getLong() >= warmUpRecords) {
                        histogram.recordValue(Math.max(1, System.nanoTime() - dueNs));
                    }
                }
            }
        }
    }

    /// The next records; none for so long means that they are lost.
    private static ConsumerRecords<byte[], byte[]> someOf(KafkaConsumer<byte[], byte[]> consumer) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(RECORDS_WITHIN);
        if (records.isEmpty()) {
            throw new IllegalStateException("no record came within " + RECORDS_WITHIN);
        }
        return records;
    }

    /// The first send that failed.
    private static final class Failure {
        private final AtomicReference<@Nullable Exception> first = new AtomicReference<>();

        void note(@Nullable Exception e) {
            if (e != null) {
                first.compareAndSet(null, e);
            }
        }

        void rethrow() {
            Exception e = first.get();
            if (e != null) {
                System.out.println(
                        ClientRun.GAVE_UP + String.valueOf(e.getMessage()).replace('\n', ' '));
                throw new IllegalStateException("a record was not taken", e);
            }
        }
    }
}
