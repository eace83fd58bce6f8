package dev.regroup.compat;

import dev.regroup.app.LocalBroker;
import dev.regroup.app.config.Config;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A broker in the test's own process, as `Main` puts it together, which keeps what clients have
/// asked: see [RequestRecord].
final class InProcessBroker implements AutoCloseable {
    private final String name;
    private final LocalBroker broker;
    private final Queue<RuntimeException> failures;

    private InProcessBroker(String name, LocalBroker broker, Queue<RuntimeException> failures) {
        this.name = name;
        this.broker = broker;
        this.failures = failures;
    }

    /// @param name under which its counts are kept when it is closed
    static InProcessBroker start(String name, Path data) {
        return start(name, data, Map.of());
    }

    /// @param settings what a configuration file would say
    static InProcessBroker start(String name, Path data, Map<String, String> settings) {
        Map<String, String> file = new HashMap<>(settings);
        file.putIfAbsent("listeners", "PLAINTEXT://127.0.0.1:0");
        Config config =
                Config.of(
                        file,
                        Map.of(),
                        new Config.Overrides(
                                Optional.of(data), Optional.empty(), Optional.empty()));
        Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
        try {
            return new InProcessBroker(name, new LocalBroker(config, failures::add), failures);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String bootstrap() {
        return broker.addresses().getFirst();
    }

    @Override
    public void close() {
        RequestRecord.write(name, broker.requestCounts());
        broker.close();
        if (!failures.isEmpty()) {
            throw new AssertionError("the store failed", failures.peek());
        }
    }
}
