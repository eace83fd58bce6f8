package dev.regroup.coordinator.group;

/// Which way a group with members may move (group.consumer.migration.policy).
public enum MigrationPolicy {
    BIDIRECTIONAL(true, true),
    UPGRADE(true, false),
    DOWNGRADE(false, true),
    DISABLED(false, false);

    private final boolean upgrades;
    private final boolean downgrades;

    MigrationPolicy(boolean upgrades, boolean downgrades) {
        this.upgrades = upgrades;
        this.downgrades = downgrades;
    }

    /// A classic group moves to the consumer protocol with the first such member.
    boolean upgrades() {
        return upgrades;
    }

    /// A group of the consumer protocol whose last such member is gone moves to the classic one.
    boolean downgrades() {
        return downgrades;
    }
}
