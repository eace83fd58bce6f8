package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupCommand.Protocol;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How many of a group's members can do each strategy, so that a join need not look at them all.
final class ProtocolSupport {
    private final Map<String, Integer> countByName = new HashMap<>(2);

    int of(String protocolName) {
        return countByName.getOrDefault(protocolName, 0);
    }

    void add(List<Protocol> protocols) {
        namesOf(protocols).forEach(name -> countByName.merge(name, 1, Integer::sum));
    }

    void remove(List<Protocol> protocols) {
        namesOf(protocols)
                .forEach(name ->
                        countByName.computeIfPresent(
                                name, (same, count) -> count == 1 ? null : count - 1));
    }

    void clear() {
        countByName.clear();
    }

    private static Set<String> namesOf(List<Protocol> protocols) {
        Set<String> names = new HashSet<>();
        protocols.forEach(protocol -> names.add(protocol.name()));
        return names;
    }
}
