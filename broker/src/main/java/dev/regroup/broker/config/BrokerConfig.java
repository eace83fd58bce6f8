package dev.regroup.broker.config;

import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.coordinator.group.GroupConfig;
import java.util.List;

/// What the broker is told. Read once, at start.
///
/// @param nodeId node.id, the id in Metadata; 0 or more, 1 by default
/// @param listeners at least one
/// @param settings all that was said, by name: what DescribeConfigs shows, and topics fall back to
public record BrokerConfig(
        int nodeId,
        List<Listener> listeners,
        TopicDefaults topics,
        Limits limits,
        GroupConfig groups,
        StaticSettings settings) {
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
    public record TopicDefaults(int partitions, boolean autoCreate, boolean deletable) {
        public static final TopicDefaults DEFAULT = new TopicDefaults(1, true, true);
    }

    /// @param requestBytesMax socket.request.max.bytes, 104,857,600: a larger frame closes the
    ///   connection
    /// @param requestMemoryBytes what all requests being worked on may hold together; readers wait
    ///   beyond it; 134,217,728
    /// @param inFlightMax requests of one connection that may wait for their answers; its reader
    ///   waits beyond it; 64
    /// @param shardThreads threads that run shards; the number of cores
    /// @param journalBytesMax what the journal may take before it is settled; producers wait beyond
    ///   three quarters of it; 1,073,741,824
    /// @param retentionCheckMs log.retention.check.interval.ms, 300,000
    /// @param retentionHoldBytesMax how much of a partition retention keeps for groups that have
    ///   not read it; 0 for nothing
    /// @param fetchSessionsMax max.incremental.fetch.session.cache.slots, 1,000; 0 for none
    public record Limits(
            int requestBytesMax,
            long requestMemoryBytes,
            long journalBytesMax,
            long retentionCheckMs,
            long retentionHoldBytesMax,
            int inFlightMax,
            int shardThreads,
            int fetchSessionsMax,
            ConnectionLimits connections) {
        public static Limits forCores(int cores) {
            return new Limits(
                    104_857_600,
                    134_217_728,
                    1L << 30,
                    300_000,
                    0,
                    64,
                    cores,
                    1_000,
                    ConnectionLimits.DEFAULT);
        }
    }
}
