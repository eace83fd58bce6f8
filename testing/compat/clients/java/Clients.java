import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// What the checks produce and consume with.
record Clients(String bootstrap, String prefix) {
    private static final long WAIT_S = 25;

    /// Sends all with acks=all, and waits for the acknowledgements.
    void send(List<ProducerRecord<byte[], byte[]>> records, Map<String, Object> config)
            throws Exception {
        Map<String, Object> all = new HashMap<>(config);
        all.put("bootstrap.servers", bootstrap);
        all.put("enable.idempotence", true);
        all.put("acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<?>> sends = new ArrayList<>();
            for (ProducerRecord<byte[], byte[]> record : records) {
                sends.add(producer.send(record));
            }
            for (Future<?> sent : sends) {
                sent.get(WAIT_S, TimeUnit.SECONDS);
            }
        }
    }

    /// All of the topic with a consumer of its own.
    List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) throws Exception {
        try (KafkaConsumer<byte[], byte[]> consumer = member("reader", false)) {
            List<TopicPartition> all =
                    IntStream.range(0, 3).mapToObj(p -> new TopicPartition(topic, p)).toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            return take(consumer, count);
        }
    }

    KafkaConsumer<byte[], byte[]> member(String group, boolean commits) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        config.put("group.id", prefix + "-" + group);
        config.put("enable.auto.commit", commits);
        config.put("auto.offset.reset", "earliest");
        config.put("session.timeout.ms", 6_000);
        config.put("heartbeat.interval.ms", 300);
        config.put("max.poll.records", 100);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    static List<ConsumerRecord<byte[], byte[]>> take(KafkaConsumer<byte[], byte[]> consumer, int count)
            throws Exception {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        until(
                count + " records",
                () -> {
                    consumer.poll(Duration.ofMillis(100)).forEach(found::add);
                    return found.size() >= count;
                });
        return found;
    }

    /// Asks again and again; the condition itself waits a little.
    static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_S);
        while (!condition.call()) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError("not in time: " + what);
            }
        }
    }

    static List<ProducerRecord<byte[], byte[]>> records(String topic, String prefix, int count) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String value = prefix + "value-" + i + "-" + "x".repeat(100);
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(topic, ("key-" + i).getBytes(), value.getBytes());
            record.headers().add("n", String.valueOf(i).getBytes());
            records.add(record);
        }
        return records;
    }

    /// Keys, values and headers, sorted.
    static List<String> sentTexts(List<ProducerRecord<byte[], byte[]>> records) {
        return records.stream().map(r -> text(r.key(), r.value(), r.headers())).sorted().toList();
    }

    static List<String> texts(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(r -> text(r.key(), r.value(), r.headers())).sorted().toList();
    }

    private static String text(byte[] key, byte[] value, Iterable<Header> headers) {
        Stream.Builder<String> parts = Stream.builder();
        parts.add(key == null ? "no key" : new String(key)).add(new String(value));
        headers.forEach(header -> parts.add(header.key() + "=" + new String(header.value())));
        return String.join(" ", parts.build().toList());
    }
}
