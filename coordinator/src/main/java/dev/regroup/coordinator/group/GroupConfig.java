package dev.regroup.coordinator.group;

import dev.regroup.coordinator.offset.OffsetRetention;

/// What an operator may set for groups. Names, units and defaults are Kafka's.
///
/// @param sessionTimeoutMinMs group.min.session.timeout.ms, 6,000
/// @param sessionTimeoutMaxMs group.max.session.timeout.ms, 1,800,000
/// @param initialRebalanceDelayMs group.initial.rebalance.delay.ms, 3,000: the longest that the
///   first rebalance of an empty group waits for more members; it ends earlier once joins have
///   ceased, unless the departures say otherwise
/// @param sizeMax group.max.size, 2^31-1
/// @param offsetMetadataBytesMax offset.metadata.max.bytes, 4,096
/// @param consumers for groups of the consumer protocol
/// @param departures from Kafka's behaviour
/// @param retention offsets.retention.minutes and the interval of its checks
public record GroupConfig(
        int sessionTimeoutMinMs,
        int sessionTimeoutMaxMs,
        int initialRebalanceDelayMs,
        int sizeMax,
        int offsetMetadataBytesMax,
        ConsumerConfig consumers,
        Departures departures,
        OffsetRetention retention) {
    public static final GroupConfig DEFAULT =
            new GroupConfig(
                    6_000, 1_800_000, 3_000, Integer.MAX_VALUE, 4_096, ConsumerConfig.DEFAULT);

    /// With all departures from Kafka's behaviour, and offsets kept as long as Kafka keeps them by
    /// default.
    public GroupConfig(
            int sessionTimeoutMinMs,
            int sessionTimeoutMaxMs,
            int initialRebalanceDelayMs,
            int sizeMax,
            int offsetMetadataBytesMax,
            ConsumerConfig consumers) {
        this(
                sessionTimeoutMinMs,
                sessionTimeoutMaxMs,
                initialRebalanceDelayMs,
                sizeMax,
                offsetMetadataBytesMax,
                consumers,
                Departures.ALL,
                OffsetRetention.DEFAULT);
    }

    public GroupConfig {
        if (sessionTimeoutMinMs < 1
                || sessionTimeoutMaxMs < sessionTimeoutMinMs
                || initialRebalanceDelayMs < 0
                || sizeMax < 1
                || offsetMetadataBytesMax < 0) {
            throw new IllegalArgumentException("group settings out of range");
        }
    }
}
