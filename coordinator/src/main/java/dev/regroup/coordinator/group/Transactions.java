package dev.regroup.coordinator.group;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// In which groups of a shard a producer has, or had, offsets pending: where its marker has to
/// look.
final class Transactions {
    private final Map<Long, Set<String>> groupIds = new HashMap<>();

    void joined(long producerId, String groupId) {
        groupIds.computeIfAbsent(producerId, id -> new LinkedHashSet<>()).add(groupId);
    }

    Set<String> groupIds(long producerId) {
        return groupIds.getOrDefault(producerId, Set.of());
    }

    void ended(long producerId) {
        groupIds.remove(producerId);
    }
}
