package dev.regroup.cli.broker;

import java.nio.file.Path;
import java.util.List;

/// A broker that serves.
public interface RunningBroker extends AutoCloseable {
    /// What clients are told to connect to, as `host:port`, one for each listener.
    List<String> addresses();

    Path dataDirectory();

    /// When a write is acknowledged, in words.
    String durability();

    /// Stops it: answers what is durable, makes durable what is being written, lets go of the
    /// directory.
    @Override
    void close();
}
