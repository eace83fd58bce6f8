package dev.regroup.broker.api;

import java.util.Set;

/// For how long the answer to a classic heartbeat may be held until there is something to tell, by
/// the client that waits for it.
public final class HeartbeatHolds {
    /// They go on with their heartbeats, and send what else they have to, while one is unanswered
    /// (decision 0017).
    private static final Set<String> PATIENT = Set.of("apache-kafka-java");

    private final int holdMs;

    /// @param holdMs 0 for not at all
    public HeartbeatHolds(int holdMs) {
        this.holdMs = holdMs;
    }

    /// 0 for clients that do not bear it, and for those that do not say what they are.
    int holdMsMax(ClientSoftware software) {
        return holdMs > 0 && PATIENT.contains(software.name()) ? holdMs : 0;
    }
}
