package dev.regroup.simulation;

import java.util.List;
import java.util.Optional;

/// How a member is set up.
///
/// @param name in the trace, and at the front of its ids
record Role(
        String name,
        String groupId,
        Optional<String> instanceId,
        List<String> topics,
        int sessionTimeoutMs,
        int rebalanceTimeoutMs) {
    Role {
        topics = List.copyOf(topics);
    }
}
