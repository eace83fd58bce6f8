package dev.regroup.broker.api;

/// What a client says it is, in ApiVersions v3 and later (KIP-511).
public record ClientSoftware(String name, String version) {
    /// Of clients that do not say: their ApiVersions is older, or they send none.
    public static final ClientSoftware UNKNOWN = new ClientSoftware("unknown", "unknown");
}
