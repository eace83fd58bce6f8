package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `regroup.retention.hold.for.groups` with a stock consumer.
class RetentionHoldTest {
    private static final TopicPartition HELD = new TopicPartition("held", 0);
    private static final TopicPartition OTHER = new TopicPartition("other", 0);

    @TempDir Path folder;

    @Test
    void whatALiveGroupHasNotRead_isKept_untilItHas() throws Exception {
        Map<String, String> settings =
                Map.of(
                        "log.retention.check.interval.ms", "100",
                        "regroup.retention.hold.for.groups", "true");
        try (InProcessBroker broker = InProcessBroker.start("hold", folder, settings);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
                KafkaConsumer<String, String> consumer =
                        Clients.consumer(broker.bootstrap(), "slow", Map.of())) {
            Map<String, String> brief = Map.of("retention.ms", "1");
            admin.createTopics(
                            List.of(
                                    new NewTopic(HELD.topic(), 1, (short) 1).configs(brief),
                                    new NewTopic(OTHER.topic(), 1, (short) 1).configs(brief)))
                    .all()
                    .get();
            consumer.assign(List.of(HELD));
            consumer.commitSync(Map.of(HELD, new OffsetAndMetadata(0)));
            try (KafkaProducer<String, String> producer =
                    new KafkaProducer<>(
                            Map.of("bootstrap.servers", broker.bootstrap()),
                            new StringSerializer(),
                            new StringSerializer())) {
                for (TopicPartition topic : List.of(HELD, OTHER)) {
                    producer.send(new ProducerRecord<>(topic.topic(), "key", "value")).get();
                }
            }
            awaitStart(consumer, OTHER, 1);
            assertEquals(0, start(consumer, HELD));
            consumer.seekToBeginning(List.of(HELD));
            Await.until(
                    "the record is read",
                    30,
                    () -> consumer.poll(Duration.ofMillis(100)).count() == 1,
                    () -> consumer.position(HELD));

            consumer.commitSync(Map.of(HELD, new OffsetAndMetadata(1)));

            awaitStart(consumer, HELD, 1);
        }
    }

    private static void awaitStart(
            KafkaConsumer<String, String> consumer, TopicPartition partition, long offset) {
        Await.until(
                partition + " begins at " + offset,
                30,
                () -> start(consumer, partition) == offset,
                () -> start(consumer, partition));
    }

    private static long start(KafkaConsumer<String, String> consumer, TopicPartition partition) {
        return consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, -1L);
    }
}
