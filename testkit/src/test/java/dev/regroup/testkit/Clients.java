package dev.regroup.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Stock clients.
final class Clients {
    private Clients() {}

    static void produce(EmbeddedRegroup broker, String topic, int records)
            throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, "key-" + i, "value-" + i)).get();
            }
        }
    }

    /// Consumers that poll and commit until they are stopped, each in a thread of its own.
    static final class Workers {
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean running = true;

        Workers start(EmbeddedRegroup broker, String group, String topic, String... clientIds) {
            for (String clientId : clientIds) {
                Map<String, Object> settings =
                        Map.of(
                                "bootstrap.servers",
                                broker.bootstrapServers(),
                                "group.id",
                                group,
                                "client.id",
                                clientId,
                                "auto.offset.reset",
                                "earliest",
                                "heartbeat.interval.ms",
                                200);
                threads.add(
                        Thread.ofPlatform()
                                .name("worker-" + clientId)
                                .start(() -> work(settings, topic)));
            }
            return this;
        }

        private void work(Map<String, Object> settings, String topic) {
            try (KafkaConsumer<String, String> consumer =
                    new KafkaConsumer<>(
                            settings, new StringDeserializer(), new StringDeserializer())) {
                consumer.subscribe(List.of(topic));
                while (running) {
                    if (!consumer.poll(Duration.ofMillis(50)).isEmpty()) {
                        consumer.commitSync();
                    }
                }
            }
        }

        void stop() throws InterruptedException {
            running = false;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
