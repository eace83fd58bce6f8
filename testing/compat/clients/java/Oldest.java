import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/// `java -cp JARS Oldest.java BOOTSTRAP PREFIX`, with the jars of kafka-clients 2.1.0, the oldest that
/// Kafka 4 serves (KIP-896).
final class Oldest extends Suite {
    private Oldest(String bootstrap, String prefix) {
        super(bootstrap, prefix);
    }

    public static void main(String[] arguments) throws InterruptedException {
        new Oldest(arguments[0], arguments[1]).run();
    }

    @Override
    TopicDescription describe(String topic) throws Exception {
        return admin.describeTopics(List.of(topic)).all().get().get(topic);
    }

    /// Replaces all configs of the resource: the incremental way came with 2.3.
    @Override
    void alter(ConfigResource resource, String key, String value) throws Exception {
        Config config = new Config(List.of(new ConfigEntry(key, value)));
        admin.alterConfigs(Map.of(resource, config)).all().get();
    }

    @Override
    OffsetAndMetadata committed(KafkaConsumer<?, ?> consumer, TopicPartition partition) {
        return consumer.committed(partition);
    }
}
