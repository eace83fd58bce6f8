package dev.regroup.broker.api;

import dev.regroup.broker.config.HostPort;
import java.util.Map;

/// What this node tells clients about itself.
///
/// @param endpoints what each listener advertises, by its name
public record Node(String clusterId, int id, Map<String, HostPort> endpoints) {
    public Node {
        endpoints = Map.copyOf(endpoints);
    }

    /// Where clients of `listener` reach this node.
    public HostPort endpoint(String listener) {
        HostPort endpoint = endpoints.get(listener);
        if (endpoint == null) {
            throw new IllegalStateException("no listener " + listener);
        }
        return endpoint;
    }
}
