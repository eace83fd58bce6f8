package dev.regroup.compat;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/// The only producer of a topic, which sends records with keys at an even pace.
final class Traffic implements AutoCloseable {
    private static final long PERIOD_MS = 20;
    private static final int RECORDS_EACH_PERIOD = 4;

    private final String topic;
    private final KafkaProducer<String, String> producer;
    private final ScheduledExecutorService pace;
    private final Future<?> sending;
    private final Map<Integer, Long> ends = new ConcurrentHashMap<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private long sent;

    /// Begins.
    Traffic(String bootstrap, String topic) {
        this.topic = topic;
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        config.put("metadata.max.age.ms", 500);
        // Of two batches in flight to a partition that is just being made, Apache Kafka may refuse
        // the first and take the second, and then refuses the first for ever.
        config.put("max.in.flight.requests.per.connection", 1);
        producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
        pace =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("traffic-" + topic).daemon().factory());
        sending = pace.scheduleAtFixedRate(this::send, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    /// For each partition that got any the offset after its last acknowledged record.
    Map<Integer, Long> ends() {
        return new TreeMap<>(ends);
    }

    /// Ends it when all is acknowledged; fails if anything was not.
    Map<Integer, Long> stop() throws InterruptedException {
        pace.shutdown();
        if (!pace.awaitTermination(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the producer is stuck");
        }
        if (sending.state() == Future.State.FAILED) {
            throw new AssertionError("not sent", sending.exceptionNow());
        }
        producer.flush();
        if (!failures.isEmpty()) {
            throw new AssertionError("not acknowledged", failures.peek());
        }
        return ends();
    }

    @Override
    public void close() {
        pace.shutdownNow();
        producer.close();
    }

    private void send() {
        for (int i = 0; i < RECORDS_EACH_PERIOD; i++, sent++) {
            ProducerRecord<String, String> record =
                    new ProducerRecord<>(topic, "key-" + sent, "value-" + sent);
            Future<?> _ = producer.send(record, this::acknowledged);
        }
    }

    private void acknowledged(RecordMetadata metadata, Exception failure) {
        if (failure == null) {
            ends.merge(metadata.partition(), metadata.offset() + 1, Math::max);
        } else {
            failures.add(failure);
        }
    }
}
