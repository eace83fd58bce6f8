package dev.regroup.coordinator.consumer;

/// Where a member stands on its way to the target assignment (KIP-848, "Member states").
public enum MemberState {
    /// Has all of the target that its epoch stands for.
    STABLE,

    /// Was told to give partitions up and has not said that it did.
    UNREVOKED_PARTITIONS,

    /// Waits for partitions that others have not given up.
    UNRELEASED_PARTITIONS
}
