package dev.regroup.testkit;

import dev.regroup.testkit.bridge.BrokerBridge;
import dev.regroup.testkit.bridge.BrokerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/// A broker in this JVM, on a port of 127.0.0.1 that was free and in a folder of its own, which is
/// gone with it. Several may run at once. May be used by any thread.
///
/// ```java
/// try (EmbeddedRegroup broker = EmbeddedRegroup.start()) {
///     broker.createTopic("orders", 6);
///     ... new KafkaConsumer<>(Map.of("bootstrap.servers", broker.bootstrapServers(), ...)) ...
///     broker.group("billing").awaitStable(2, Duration.ofSeconds(10));
/// }
/// ```
public final class EmbeddedRegroup implements AutoCloseable {
    private final Path data;
    private final BrokerBridge broker;

    /// One class loader for all brokers of the JVM: loading classes is most of the first start.
    private static final class Factory {
        private static final BrokerFactory ONE = make();

        private static BrokerFactory make() {
            try {
                return IsolatedLoader.over(BrokerJars.unpacked()).factory();
            } catch (IOException e) {
                throw new UncheckedIOException("the broker's jars cannot be unpacked", e);
            }
        }
    }

    private EmbeddedRegroup(Path data, BrokerBridge broker) {
        this.data = data;
        this.broker = broker;
    }

    /// Starts a broker with the default settings.
    public static EmbeddedRegroup start() {
        return start(Map.of());
    }

    /// Starts a broker.
    ///
    /// @param settings as in `server.properties`, for example `num.partitions` to `6`; address and
    ///   data directory are the test kit's own
    /// @throws RuntimeException if a setting is refused, with the reason
    public static EmbeddedRegroup start(Map<String, String> settings) {
        Path data = newFolder();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        boolean started = false;
        try {
            BrokerFactory factory = Factory.ONE;
            // Libraries look for their own parts where the thread points.
            thread.setContextClassLoader(factory.getClass().getClassLoader());
            BrokerBridge broker = factory.start(data, settings);
            started = true;
            return new EmbeddedRegroup(data, broker);
        } catch (InterruptedException e) {
            thread.interrupt();
            throw new IllegalStateException("interrupted while the broker was starting", e);
        } finally {
            thread.setContextClassLoader(before);
            if (!started) {
                delete(data);
            }
        }
    }

    /// What clients are given as `bootstrap.servers`.
    public String bootstrapServers() {
        return broker.address();
    }

    /// Creates a topic and returns when it can be used.
    ///
    /// @throws IllegalArgumentException if it cannot be created, for example since it is there
    public void createTopic(String name, int partitions) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(broker.getClass().getClassLoader());
            broker.createTopic(name, partitions);
        } catch (InterruptedException e) {
            thread.interrupt();
            throw new IllegalStateException("interrupted while creating topic " + name, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /// A consumer group, which need not exist yet.
    public Group group(String groupId) {
        return new Group(groupId, broker);
    }

    /// Stops the broker and deletes what it has written. Clients that are still connected lose
    /// their connections. A second call does nothing.
    @Override
    public void close() {
        broker.close();
        delete(data);
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("regroup-test");
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for the broker's data", e);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the broker's data cannot be deleted", e);
        }
    }
}
