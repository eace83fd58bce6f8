package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `kill -9` of a stock consumer with its default session timeout of 45 s.
class KilledConsumerTest {
    private static final int PARTITIONS = 6;
    private static final int LESS_THAN_A_SESSION_S = 30;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void itsPartitions_areReadBySomebodyElse_longBeforeItsSessionEnds(String protocol)
            throws Exception {
        String topic = "inherited-" + protocol;
        String group = "bereaved-" + protocol;
        try (BrokerProcess broker = BrokerProcess.start(folder)) {
            try (Admin admin = Clients.admin(broker)) {
                admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
            }
            Process victim = consumer(broker, group, topic, protocol);
            try (GroupMember survivor =
                    new GroupMember(
                            Clients.consumer(
                                    broker,
                                    group,
                                    Map.of(ConsumerConfig.GROUP_PROTOCOL_CONFIG, protocol)),
                            topic)) {
                Await.until(
                        "both have their share",
                        60,
                        () -> survivor.assigned().size() == PARTITIONS / 2,
                        survivor::assigned);

                victim.destroyForcibly();

                Await.until(
                        "the survivor has all partitions",
                        LESS_THAN_A_SESSION_S,
                        () -> survivor.assigned().size() == PARTITIONS,
                        survivor::assigned);
            } finally {
                victim.destroyForcibly();
            }
            assertTrue(
                    broker.output().contains("closed and it did not come back within"),
                    broker::output);
        }
    }

    private Process consumer(BrokerProcess broker, String group, String topic, String protocol)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoneConsumer.class.getName(),
                        broker.bootstrap(),
                        group,
                        topic,
                        protocol)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("consumer.txt").toFile())
                .start();
    }
}
