package dev.regroup.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The image, by what its configuration says and run under chroot as a container would run it.
class ImageTest {
    private static final int ENDED_BY_SIGTERM = 143;
    private static final String USER = "10001:10001";

    @TempDir private Path folder;
    private Path root = Path.of("");
    private JsonNode config = JsonMapper.shared().createObjectNode();

    @BeforeEach
    void unpack() throws Exception {
        Path archive = Files.createDirectory(folder.resolve("archive"));
        root = Files.createDirectory(folder.resolve("root"));
        Shell.run(archive, "tar", "-xf", System.getProperty("regroup.image"));
        JsonNode manifest =
                json(blob(archive, json(archive.resolve("index.json")).at("/manifests/0")));
        config = json(blob(archive, manifest.get("config"))).get("config");
        for (JsonNode layer : manifest.get("layers")) {
            Shell.run(root, "tar", "-xzpf", blob(archive, layer).toString());
        }
    }

    @Test
    void theConfiguration_namesUserVolumePortAndAddress() {
        assertEquals(USER, config.get("User").asString());
        assertTrue(config.get("Volumes").has("/var/lib/regroup"), config.toString());
        assertTrue(config.get("ExposedPorts").has("9092/tcp"), config.toString());
        assertEquals("PLAINTEXT://0.0.0.0:9092", environment().get("REGROUP_LISTENERS"));
        assertEquals(
                "PLAINTEXT://localhost:9092", environment().get("REGROUP_ADVERTISED_LISTENERS"));
    }

    @Test
    void underChroot_itStartsServesAndStops() throws Exception {
        boolean root = "0".equals(Shell.run(folder, "id", "-u").trim());
        assumeTrue(root, "SKIPPED: running the image needs chroot, which only root may call");
        int port = freePort();
        Map<String, String> environment = environment();
        environment.put("REGROUP_LISTENERS", "PLAINTEXT://0.0.0.0:" + port);
        environment.put("REGROUP_ADVERTISED_LISTENERS", "PLAINTEXT://localhost:" + port);
        makeDevices();

        try (Running broker = Running.start(command(), environment, folder)) {
            assertEquals("hello", RoundTrip.of("hello", "127.0.0.1:" + port));
            assertEquals("localhost:" + port, RoundTrip.advertised("127.0.0.1:" + port));
            String uid = Shell.run(folder, "stat", "-c", "%u", "/proc/" + broker.pid()).trim();
            assertEquals("10001", uid);
            assertEquals(ENDED_BY_SIGTERM, broker.terminate());
            assertTrue(broker.said().contains("Stopping."), broker.said());
        }
        assertTrue(Files.isDirectory(this.root.resolve("var/lib/regroup/data/journal")));
    }

    /// In a mount namespace of its own, so that `/proc`, which the loader of shared libraries goes
    /// by, is gone with the process.
    private List<String> command() throws IOException {
        Path proc = Files.createDirectories(root.resolve("proc"));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "unshare",
                                "--mount",
                                "sh",
                                "-c",
                                "mount -t proc proc \"$0\" && exec chroot \"$@\"",
                                proc.toString(),
                                "--userspec=" + USER,
                                root.toString()));
        config.get("Entrypoint").forEach(word -> command.add(word.asString()));
        config.get("Cmd").forEach(word -> command.add(word.asString()));
        return command;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        for (JsonNode pair : config.get("Env")) {
            int equals = pair.asString().indexOf('=');
            environment.put(
                    pair.asString().substring(0, equals), pair.asString().substring(equals + 1));
        }
        environment.putIfAbsent("PATH", System.getenv("PATH"));
        return environment;
    }

    /// As a container's runtime does for every container.
    private void makeDevices() throws IOException, InterruptedException {
        Path devices = Files.createDirectories(root.resolve("dev"));
        Shell.run(devices, "mknod", "-m", "666", "null", "c", "1", "3");
        Shell.run(devices, "mknod", "-m", "666", "random", "c", "1", "8");
        Shell.run(devices, "mknod", "-m", "666", "urandom", "c", "1", "9");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static JsonNode json(Path file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(file));
    }

    private static Path blob(Path archive, JsonNode descriptor) {
        return archive.resolve("blobs")
                .resolve(descriptor.get("digest").asString().replace(':', '/'));
    }
}
