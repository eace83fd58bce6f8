package dev.regroup.broker.settings;

import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigResource;

/// What settings can belong to.
public enum Scope {
    TOPIC("topic", ConfigResource.Type.TOPIC),
    BROKER("broker", ConfigResource.Type.BROKER),
    GROUP("group", ConfigResource.Type.GROUP),
    CLIENT_METRICS("client-metrics", ConfigResource.Type.CLIENT_METRICS);

    private final String label;
    private final ConfigResource.Type resourceType;

    Scope(String label, ConfigResource.Type resourceType) {
        this.label = label;
        this.resourceType = resourceType;
    }

    /// As in the table of settings, and in logs.
    public String label() {
        return label;
    }

    /// The resource type on the wire and in the catalogue's log.
    public byte wireId() {
        return resourceType.id();
    }

    public static Optional<Scope> ofWireId(byte id) {
        return Arrays.stream(values()).filter(scope -> scope.wireId() == id).findFirst();
    }
}
