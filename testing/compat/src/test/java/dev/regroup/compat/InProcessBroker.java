package dev.regroup.compat;

import dev.regroup.app.LocalBroker;
import dev.regroup.app.config.Config;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// A broker in the test's own process, as `Main` puts it together, which keeps what clients have
/// asked: see [RequestRecord].
final class InProcessBroker implements AutoCloseable {
    private final String name;
    private final LocalBroker broker;

    private InProcessBroker(String name, LocalBroker broker) {
        this.name = name;
        this.broker = broker;
    }

    /// @param name under which its counts are kept when it is closed
    static InProcessBroker start(String name, Path data) {
        Config config =
                Config.of(
                        Map.of(),
                        Map.of(),
                        new Config.Overrides(
                                Optional.of(data), Optional.of("127.0.0.1:0"), Optional.empty()));
        try {
            return new InProcessBroker(
                    name,
                    new LocalBroker(
                            config,
                            cause -> {
                                throw new AssertionError("the store failed", cause);
                            }));
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
    }
}
