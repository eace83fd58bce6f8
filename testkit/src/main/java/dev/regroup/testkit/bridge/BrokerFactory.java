package dev.regroup.testkit.bridge;

import java.nio.file.Path;
import java.util.Map;

/// Starts brokers on the other side.
@FunctionalInterface
public interface BrokerFactory {
    /// @param settings as in `server.properties`
    BrokerBridge start(Path data, Map<String, String> settings) throws InterruptedException;
}
