package dev.regroup.coordinator.group;

/// Where groups are to do better than Kafka's, though their clients can tell the difference.
///
/// @param waitsUntilQuiet the first rebalance of an empty group ends once joins have ceased;
///   `regroup.group.initial.rebalance.delay.fixed` is false
/// @param expiresDisconnected a member whose connection closes is soon expired;
///   `regroup.group.expire.disconnected.enable`
/// @param heartbeatHoldMs for how long the answer to a classic heartbeat may be held;
///   `regroup.group.heartbeat.hold.ms`, 0 for not at all
public record Departures(
        boolean waitsUntilQuiet, boolean expiresDisconnected, int heartbeatHoldMs) {
    public static final int HEARTBEAT_HOLD_MS_MAX = 10_000;

    /// A little more than Java consumers let pass between two heartbeats.
    private static final int HEARTBEAT_HOLD_MS = 3_500;

    public static final Departures ALL = new Departures(true, true, HEARTBEAT_HOLD_MS);

    /// Exactly as Kafka does it.
    public static final Departures NONE = new Departures(false, false, 0);

    public Departures {
        if (heartbeatHoldMs < 0 || heartbeatHoldMs > HEARTBEAT_HOLD_MS_MAX) {
            throw new IllegalArgumentException("a hold of " + heartbeatHoldMs + " ms");
        }
    }
}
