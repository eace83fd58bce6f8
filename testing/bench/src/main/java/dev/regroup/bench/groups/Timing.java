package dev.regroup.bench.groups;

import dev.regroup.bench.Scenario.Scale;
import java.util.Map;

/// How soon members are missed, and how often they say that they live.
///
/// @param sessionTimeoutMs in both protocols
/// @param heartbeatIntervalMs in the classic protocol
/// @param settings that the broker needs for it
record Timing(int sessionTimeoutMs, int heartbeatIntervalMs, Map<String, String> settings) {
    /// Clients beat every 3 s unless told otherwise. The shortest session that brokers allow
    /// classic members by default; in the consumer protocol it is the broker's to say.
    private static final Timing FULL =
            new Timing(
                    6_000,
                    3_000,
                    Map.of(
                            "group.consumer.session.timeout.ms", "6000",
                            "group.consumer.min.session.timeout.ms", "6000"));

    private static final Timing QUICK =
            new Timing(
                    1_500,
                    500,
                    Map.of(
                            "group.min.session.timeout.ms", "1500",
                            "group.consumer.session.timeout.ms", "1500",
                            "group.consumer.min.session.timeout.ms", "1500",
                            "group.consumer.heartbeat.interval.ms", "500",
                            "group.consumer.min.heartbeat.interval.ms", "500"));

    static Timing of(Scale scale) {
        return switch (scale) {
            case FULL -> FULL;
            case QUICK -> QUICK;
        };
    }
}
