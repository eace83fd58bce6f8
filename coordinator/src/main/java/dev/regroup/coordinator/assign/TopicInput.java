package dev.regroup.coordinator.assign;

import java.util.List;
import java.util.Set;

/// A topic as assignors see it. `racks` has, for each partition, the racks of its replicas; it is
/// empty when no racks are known.
public record TopicInput(String name, int partitions, List<Set<String>> racks) {
    public TopicInput {
        racks = racks.stream().map(Set::copyOf).toList();
        if (partitions < 0) {
            throw new IllegalArgumentException(
                    "topic %s has %d partitions".formatted(name, partitions));
        }
        if (!racks.isEmpty() && racks.size() != partitions) {
            throw new IllegalArgumentException(
                    "topic %s has %d partitions, and racks of %d"
                            .formatted(name, partitions, racks.size()));
        }
    }
}
