package dev.regroup.coordinator.group;

/// The states of a classic group, under Kafka's own names (KIP-848 calls them thus too).
public enum GroupState {
    EMPTY("Empty"),
    PREPARING_REBALANCE("PreparingRebalance"),
    COMPLETING_REBALANCE("CompletingRebalance"),
    STABLE("Stable"),
    DEAD("Dead");

    private final String wireName;

    GroupState(String wireName) {
        this.wireName = wireName;
    }

    /// As DescribeGroups and ListGroups spell it.
    public String wireName() {
        return wireName;
    }
}
