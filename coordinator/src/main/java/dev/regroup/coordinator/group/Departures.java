package dev.regroup.coordinator.group;

/// Where groups are to do better than Kafka's, though their clients can tell the difference.
///
/// @param waitsUntilQuiet the first rebalance of an empty group ends once joins have ceased;
///   `regroup.group.initial.rebalance.delay.fixed` is false
public record Departures(boolean waitsUntilQuiet) {
    public static final Departures ALL = new Departures(true);

    /// Exactly as Kafka does it.
    public static final Departures NONE = new Departures(false);
}
