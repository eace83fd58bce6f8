package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of a stock consumer with its default session timeout of 45 s.
class KilledConsumerTest {
    private static final String GROUP = "bereaved";
    private static final String TOPIC = "inherited";
    private static final int PARTITIONS = 6;
    private static final int LESS_THAN_A_SESSION_S = 30;

    @TempDir Path folder;

    @Test
    void itsPartitions_areReadBySomebodyElse_longBeforeItsSessionEnds() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder)) {
            try (Admin admin = Clients.admin(broker)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
            }
            Process victim = consumer(broker);
            try (GroupMember survivor = new GroupMember(broker, GROUP, TOPIC)) {
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

    private Process consumer(BrokerProcess broker) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoneConsumer.class.getName(),
                        broker.bootstrap(),
                        GROUP,
                        TOPIC)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("consumer.txt").toFile())
                .start();
    }
}
