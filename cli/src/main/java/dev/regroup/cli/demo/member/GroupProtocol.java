package dev.regroup.cli.demo.member;

import java.util.Locale;
import java.util.Map;

/// How the group's members agree on who owns what.
public enum GroupProtocol {
    /// Members join and sync; one of them assigns. Cooperative: what stays, goes on.
    CLASSIC,

    /// KIP-848: the broker assigns, in its heartbeats; it owns the timeouts too.
    CONSUMER;

    /// The settings of a consumer that speaks it.
    Map<String, Object> config() {
        return switch (this) {
            case CLASSIC ->
                    Map.of(
                            "partition.assignment.strategy",
                            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
                            "session.timeout.ms",
                            6_000,
                            "heartbeat.interval.ms",
                            500);
            case CONSUMER -> Map.of();
        };
    }

    /// As the clients' `group.protocol` has it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
