package example;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/// One worker of a service: bills orders, and commits what it has billed.
final class Biller implements AutoCloseable {
    private final KafkaConsumer<String, String> consumer;
    private final Set<String> billed = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    Biller(String bootstrapServers, String name) {
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", bootstrapServers,
                                "group.id", "billing",
                                "client.id", name,
                                "auto.offset.reset", "earliest",
                                "enable.auto.commit", "false"),
                        new StringDeserializer(),
                        new StringDeserializer());
        thread = new Thread(this::run, name);
        thread.start();
    }

    Set<String> billed() {
        return billed;
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of("orders"));
            while (true) {
                for (ConsumerRecord<String, String> order : consumer.poll(Duration.ofSeconds(1))) {
                    billed.add(order.key());
                }
                commit();
            }
        } catch (WakeupException e) {
            // close() was called.
        }
    }

    private void commit() {
        try {
            consumer.commitSync();
        } catch (org.apache.kafka.clients.consumer.CommitFailedException
                | org.apache.kafka.common.errors.RebalanceInProgressException e) {
            // The group goes on without us for a moment; whoever owns the orders next bills them.
        }
    }

    @Override
    public void close() throws InterruptedException {
        consumer.wakeup();
        thread.join();
    }
}
