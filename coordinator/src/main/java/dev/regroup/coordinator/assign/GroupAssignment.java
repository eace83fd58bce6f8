package dev.regroup.coordinator.assign;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What each member shall own, by member id.
public record GroupAssignment(Map<String, Partitions> byMember) {
    public GroupAssignment {
        byMember = Collections.unmodifiableMap(new LinkedHashMap<>(byMember));
    }
}
