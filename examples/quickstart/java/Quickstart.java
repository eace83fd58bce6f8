import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends three records, then reads three as a member of a group and commits how far it has come. */
public class Quickstart {
    private static final String TOPIC = "greetings";
    private static final int COUNT = 3;

    public static void main(String[] arguments) throws Exception {
        String bootstrap = arguments.length > 0 ? arguments[0] : "localhost:9092";
        produce(bootstrap);
        consume(bootstrap);
    }

    private static void produce(String bootstrap) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            for (int i = 1; i <= COUNT; i++) {
                // Waits until the broker has acknowledged it, which is what one would not do for each of many.
                RecordMetadata sent = producer.send(new ProducerRecord<>(TOPIC, "hello " + i)).get();
                System.out.printf("sent hello %d: offset %d%n", i, sent.offset());
            }
        }
    }

    private static void consume(String bootstrap) {
        Map<String, Object> config =
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "group.id", "quickstart-java",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", false);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            int received = 0;
            while (received < COUNT) {
                ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(1));
                for (ConsumerRecord<String, String> record : records) {
                    System.out.printf("received %s: offset %d%n", record.value(), record.offset());
                }
                consumer.commitSync();
                received += records.count();
            }
        }
    }
}
