package dev.regroup.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.testkit.Clients.Workers;
import dev.regroup.testkit.bridge.BrokerBridge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EmbeddedRegroupTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void twoBrokersAtOnce_areTwo() throws Exception {
        try (EmbeddedRegroup one = EmbeddedRegroup.start();
                EmbeddedRegroup other = EmbeddedRegroup.start()) {
            assertNotEquals(one.bootstrapServers(), other.bootstrapServers());
            one.createTopic("orders", 2);
            other.createTopic("orders", 3);
            Clients.produce(one, "orders", 5);

            Workers workers = new Workers().start(one, "g", "orders", "c");
            one.group("g").awaitCommitted("orders", 5, SOON);
            workers.stop();
            assertEquals("Dead", other.group("g").describe().state());
        }
    }

    @Test
    void closed_itLeavesNeitherThreadsNorFiles() throws Exception {
        Set<Path> before = folders();
        EmbeddedRegroup broker = EmbeddedRegroup.start();
        broker.createTopic("orders", 1);
        Clients.produce(broker, "orders", 1);
        assertFalse(threads().isEmpty());

        broker.close();
        broker.close();

        awaitNoThreads();
        assertEquals(before, folders());
    }

    @Test
    void theBrokersClasses_areNotTheTests() throws ClassNotFoundException {
        try (EmbeddedRegroup broker = EmbeddedRegroup.start()) {
            assertTrue(broker.bootstrapServers().startsWith("127.0.0.1:"));
            ClassLoader inside = loaderOfTheBroker();

            assertNotEquals(ApiKeys.class, inside.loadClass(ApiKeys.class.getName()));
            assertNotEquals(LoggerFactory.class, inside.loadClass(LoggerFactory.class.getName()));
            assertEquals(BrokerBridge.class, inside.loadClass(BrokerBridge.class.getName()));
            assertThrows(
                    ClassNotFoundException.class,
                    () -> inside.loadClass("org.junit.jupiter.api.Test"));
        }
    }

    @Test
    void aSettingThatIsRefused_saysWhy() throws IOException {
        Set<Path> before = folders();

        RuntimeException refused =
                assertThrows(
                        RuntimeException.class,
                        () -> EmbeddedRegroup.start(Map.of("num.partitions", "none")));

        assertTrue(
                String.valueOf(refused.getMessage()).contains("num.partitions"), refused::toString);
        assertEquals(before, folders());
    }

    @Test
    void aTopicThatIsThere_isNotCreatedAgain() {
        try (EmbeddedRegroup broker = EmbeddedRegroup.start()) {
            broker.createTopic("orders", 1);
            assertThrows(IllegalArgumentException.class, () -> broker.createTopic("orders", 1));
        }
    }

    private static ClassLoader loaderOfTheBroker() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("regroup-shards"))
                .map(Thread::getContextClassLoader)
                .findFirst()
                .orElseThrow();
    }

    private static void awaitNoThreads() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("regroup-")) {
                thread.join(SOON);
            }
        }
        assertEquals(List.of(), threads());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("regroup-"))
                .sorted()
                .toList();
    }

    private static Set<Path> folders() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().matches("regroup-test\\d.*"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
