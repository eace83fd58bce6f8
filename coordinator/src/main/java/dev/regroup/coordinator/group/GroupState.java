package dev.regroup.coordinator.group;

/// The states of a group, under Kafka's own names: `PREPARING_REBALANCE` and `COMPLETING_REBALANCE`
/// are those of the classic protocol, `ASSIGNING` and `RECONCILING` of the consumer protocol
/// (KIP-848).
public enum GroupState {
    EMPTY("Empty"),
    ASSIGNING("Assigning"),
    RECONCILING("Reconciling"),
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
