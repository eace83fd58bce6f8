package dev.regroup.compat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// A stock consumer in a process of its own, with its own defaults, that reads until it is killed.
final class LoneConsumer {
    private LoneConsumer() {}

    /// @param arguments bootstrap servers, group, topic, protocol
    public static void main(String[] arguments) {
        Map<String, Object> config =
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        arguments[0],
                        ConsumerConfig.GROUP_ID_CONFIG,
                        arguments[1],
                        ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                        arguments[3]);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(arguments[2]));
            while (true) {
                consumer.poll(Duration.ofSeconds(1));
            }
        }
    }
}
