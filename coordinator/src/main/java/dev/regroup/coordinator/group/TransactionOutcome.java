package dev.regroup.coordinator.group;

/// How a transaction ended.
public enum TransactionOutcome {
    COMMITTED,
    ABORTED
}
