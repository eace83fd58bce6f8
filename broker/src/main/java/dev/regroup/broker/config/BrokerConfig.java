package dev.regroup.broker.config;

import dev.regroup.coordinator.group.GroupConfig;
import java.util.List;

/// What the broker is told. Read once, at start.
///
/// @param nodeId node.id, the id in Metadata; 0 or more, 1 by default
/// @param listeners at least one
public record BrokerConfig(
        int nodeId,
        List<Listener> listeners,
        TopicDefaults topics,
        Limits limits,
        GroupConfig groups) {
    public BrokerConfig {
        listeners = List.copyOf(listeners);
        if (nodeId < 0 || listeners.isEmpty()) {
            throw new IllegalArgumentException(
                    "a broker has a node id of at least 0 and a listener");
        }
    }

    /// @param name as in `listeners`, for example `PLAINTEXT`
    /// @param advertised what clients are told to connect to; port 0 means the bound port
    public record Listener(String name, HostPort bind, HostPort advertised) {}

    /// @param partitions num.partitions, 1
    /// @param autoCreate auto.create.topics.enable, true
    /// @param deletable delete.topic.enable, true
    /// @param batchBytesMax message.max.bytes, 1,048,588: the largest record batch
    public record TopicDefaults(
            int partitions, boolean autoCreate, boolean deletable, int batchBytesMax) {
        public static final TopicDefaults DEFAULT = new TopicDefaults(1, true, true, 1_048_588);
    }

    /// @param requestBytesMax socket.request.max.bytes, 104,857,600: a larger frame closes the
    ///   connection
    /// @param requestMemoryBytes what all requests being worked on may hold together; readers wait
    ///   beyond it; 134,217,728
    /// @param inFlightMax requests of one connection that may wait for their answers; its reader
    ///   waits beyond it; 64
    /// @param shardThreads threads that run shards; the number of cores
    public record Limits(
            int requestBytesMax,
            long requestMemoryBytes,
            int inFlightMax,
            int shardThreads,
            ConnectionLimits connections) {
        public static Limits forCores(int cores) {
            return new Limits(104_857_600, 134_217_728, 64, cores, ConnectionLimits.DEFAULT);
        }
    }
}
