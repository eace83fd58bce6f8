package dev.regroup.bench.groups;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.LongDeserializer;

/// One stock consumer, which consumes for ever. As a process of its own it can be killed: it says
/// `ready`, begins when there is something on standard input, prints a line `PARTITION VALUE` for
/// each record, and ends with its standard input.
public final class StockConsumer {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], Long> consumer;
    private final String topic;

    /// Gets each record.
    interface Sink {
        void take(int partition, long value);
    }

    /// @param arguments see [#main]
    StockConsumer(List<String> arguments) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", arguments.get(0));
        settings.put("group.id", "stock-" + arguments.get(2));
        settings.put("group.protocol", arguments.get(2));
        settings.put("auto.offset.reset", "earliest");
        if (arguments.get(2).equals("classic")) {
            settings.put("session.timeout.ms", arguments.get(3));
            settings.put("heartbeat.interval.ms", arguments.get(4));
        }
        consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new LongDeserializer());
        topic = arguments.get(1);
    }

    /// `BOOTSTRAP TOPIC classic|consumer SESSION_TIMEOUT_MS HEARTBEAT_INTERVAL_MS`; the last two
    /// are for the classic protocol, in the other they are the broker's to say.
    public static void main(String[] arguments) throws IOException {
        StockConsumer consumer = new StockConsumer(List.of(arguments));
        System.out.println("ready");
        if (System.in.read() < 0) {
            return;
        }
        Thread.ofPlatform()
                .daemon()
                .name("stock-consumer")
                .start(() -> consumer.consume((partition, value) -> print(partition, value)));
        while (System.in.read() >= 0) {
            // What else is said does not matter; only that somebody is there.
        }
        System.exit(0);
    }

    private static void print(int partition, long value) {
        System.out.println(partition + " " + value);
    }

    void consume(Sink sink) {
        consumer.subscribe(List.of(topic));
        while (true) {
            for (ConsumerRecord<byte[], Long> record : consumer.poll(POLL)) {
                sink.take(record.partition(), record.value());
            }
        }
    }
}
