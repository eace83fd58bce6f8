package dev.regroup.packaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// One record there and back with stock clients.
final class RoundTrip {
    private static final String TOPIC = "smoke";
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private RoundTrip() {}

    /// Returns what was read.
    static String of(String value, String bootstrap) throws Exception {
        produce(value, bootstrap);
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "group.id", "smoke",
                        "auto.offset.reset", "earliest");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            long deadlineNs = System.nanoTime() + WITHIN.toNanos();
            while (System.nanoTime() < deadlineNs) {
                ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(1));
                if (!records.isEmpty()) {
                    consumer.commitSync();
                    return records.iterator().next().value();
                }
            }
        }
        throw new AssertionError("nothing came back within " + WITHIN);
    }

    private static void produce(String value, String bootstrap)
            throws ExecutionException, InterruptedException, java.util.concurrent.TimeoutException {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new StringSerializer(),
                        new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value))
                    .get(WITHIN.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /// Where clients are sent to, as the broker at `bootstrap` says.
    static String advertised(String bootstrap) {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new StringSerializer(),
                        new StringSerializer())) {
            PartitionInfo partition = producer.partitionsFor(TOPIC).getFirst();
            return partition.leader().host() + ":" + partition.leader().port();
        }
    }
}
