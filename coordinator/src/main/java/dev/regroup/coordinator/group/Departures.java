package dev.regroup.coordinator.group;

/// Where groups are to do better than Kafka's, though their clients can tell the difference.
///
/// @param waitsUntilQuiet the first rebalance of an empty group ends once joins have ceased;
///   `regroup.group.initial.rebalance.delay.fixed` is false
/// @param expiresDisconnected a member whose connection closes is soon expired;
///   `regroup.group.expire.disconnected.enable`
public record Departures(boolean waitsUntilQuiet, boolean expiresDisconnected) {
    public static final Departures ALL = new Departures(true, true);

    /// Exactly as Kafka does it.
    public static final Departures NONE = new Departures(false, false);
}
