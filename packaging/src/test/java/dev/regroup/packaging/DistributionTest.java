package dev.regroup.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The archive with launcher and jars.
class DistributionTest {
    private static final int ENDED_BY_SIGTERM = 143;

    @TempDir private Path folder;
    private Path home = Path.of("");

    @BeforeEach
    void unpack() throws Exception {
        Shell.run(folder, "tar", "-xzf", System.getProperty("regroup.distribution"));
        try (Stream<Path> entries = Files.list(folder)) {
            home = entries.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    @Test
    void unpacked_itStartsServesAndStops() throws Exception {
        Path data = folder.resolve("data");
        List<String> command =
                List.of(
                        home.resolve("regroup").toString(),
                        "start",
                        "--config",
                        home.resolve("conf/server.properties").toString(),
                        "--data",
                        data.toString(),
                        "--listen",
                        "127.0.0.1:0");
        try (Running broker = Running.start(command, environment(), folder)) {
            assertEquals("hello", RoundTrip.of("hello", broker.clients()));
            assertEquals(ENDED_BY_SIGTERM, broker.terminate());
            assertTrue(broker.said().contains("Stopping."), broker.said());
            assertFalse(broker.said().contains("no quick starts"), broker.said());
        }
        assertTrue(Files.isDirectory(data.resolve("journal")));
        assertEquals(1, caches(), "the JVM's cache is made once, beside the jars");

        try (Running again = Running.start(command, environment(), folder)) {
            assertFalse(again.said().contains("Preparing"), again.said());
        }
    }

    @Test
    void everyPartIsThere() {
        for (String part :
                List.of(
                        "LICENSE",
                        "README.md",
                        "conf/server.properties",
                        "docs/configuration.md",
                        "lib/jvm.options",
                        "lib/regroup-app.jar",
                        "systemd/regroup.service")) {
            assertTrue(Files.isRegularFile(home.resolve(part)), part);
        }
    }

    private long caches() throws Exception {
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            return files.filter(file -> file.toString().endsWith(".aot")).count();
        }
    }

    private static Map<String, String> environment() {
        return Map.of("PATH", System.getenv("PATH"), "JAVA_HOME", System.getProperty("java.home"));
    }
}
