package dev.regroup.coordinator.group;

/// Which protocol a group's members speak, under the names of KIP-848.
public enum GroupType {
    CLASSIC("classic"),
    CONSUMER("consumer");

    private final String wireName;

    GroupType(String wireName) {
        this.wireName = wireName;
    }

    /// As ListGroups spells it.
    public String wireName() {
        return wireName;
    }
}
