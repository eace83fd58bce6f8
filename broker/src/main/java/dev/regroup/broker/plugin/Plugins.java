package dev.regroup.broker.plugin;

import dev.regroup.coordinator.assign.Assignor;
import java.util.List;
import java.util.Optional;

/// What users have brought.
///
/// @param assignors in the order of `group.consumer.assignors`
/// @param assignorTimeoutMs regroup.group.consumer.assignor.timeout.ms, 10,000: after so long an
///   assignor is given up
public record Plugins(List<Assignor> assignors, int assignorTimeoutMs) {
    public static final Plugins NONE = new Plugins(List.of(), 10_000);

    public Plugins {
        assignors = List.copyOf(assignors);
        if (assignorTimeoutMs < 1) {
            throw new IllegalArgumentException("a timeout of " + assignorTimeoutMs + " ms");
        }
    }

    public Optional<Assignor> assignor(String name) {
        return assignors.stream().filter(assignor -> assignor.name().equals(name)).findFirst();
    }
}
