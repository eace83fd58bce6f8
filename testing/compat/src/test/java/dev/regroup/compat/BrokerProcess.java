package dev.regroup.compat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaFuture;

/// A broker in a process of its own, started as a user starts it, on one port and data directory
/// for all its lives.
final class BrokerProcess implements AutoCloseable {
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(20_000 + (int) (ProcessHandle.current().pid() % 5_000));

    private static final long STARTS_WITHIN_S = 60;
    private static final long STOPS_WITHIN_S = 30;

    private final Path folder;
    private final int port;
    private final Map<String, String> environment;
    private Process process;
    private int lives;

    private BrokerProcess(Path folder, int port, Map<String, String> environment) {
        this.folder = folder;
        this.port = port;
        this.environment = environment;
        this.process = launch();
    }

    /// Starts a broker that keeps its data and its output in `folder`.
    static BrokerProcess start(Path folder) {
        return start(folder, Map.of());
    }

    /// @param environment its settings, as `REGROUP_*`
    static BrokerProcess start(Path folder, Map<String, String> environment) {
        BrokerProcess broker = new BrokerProcess(folder, freePort(), environment);
        broker.awaitServing();
        return broker;
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /// Ends it as `kill -9` does.
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /// Asks it to end, as Ctrl-C and systemd do; returns its exit code.
    int stop() {
        process.destroy();
        awaitEnd();
        return process.exitValue();
    }

    /// Starts it again on the same directory and port, and waits until it serves.
    void restart() {
        process = launch();
        awaitServing();
    }

    /// All that it has printed in its present life.
    String output() {
        try {
            return Files.readString(outputFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }

    private Path outputFile() {
        return folder.resolve("output-%d.txt".formatted(lives));
    }

    private Process launch() {
        lives++;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-ea", "-XX:+UseSerialGC", "-Xmx256m"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("dev.regroup.app.Main");
        command.addAll(List.of("start", "--data", folder.resolve("data").toString()));
        command.addAll(List.of("--listen", bootstrap()));
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(outputFile().toFile());
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The client itself waits for the connection: no polling here.
    private void awaitServing() {
        Map<String, Object> config =
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap(),
                        AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG,
                        20,
                        AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        100,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        (int) TimeUnit.SECONDS.toMillis(STARTS_WITHIN_S));
        try (Admin admin = Admin.create(config)) {
            KafkaFuture<?> answered = admin.describeCluster().nodes();
            answered.get(STARTS_WITHIN_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the broker does not serve:\n" + output(), e);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOPS_WITHIN_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "the broker did not end within %d s:\n%s"
                                .formatted(STOPS_WITHIN_S, output()));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// One that nobody here was given before, below the range that the system gives to outgoing
    /// connections, so that nobody takes it between two lives of the broker.
    static int freePort() {
        for (int candidate = NEXT_PORT.getAndIncrement();
                candidate < 32_000;
                candidate = NEXT_PORT.getAndIncrement()) {
            try (ServerSocket socket =
                    new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new IllegalStateException("no free port below 32,000");
    }
}
