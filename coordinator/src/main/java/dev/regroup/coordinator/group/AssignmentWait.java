package dev.regroup.coordinator.group;

/// A group whose assignment no longer fits: it is computed anew once changes have ceased for a
/// moment, so that members that start together are assigned together.
///
/// @param firstMs monotonic time of the first change
/// @param dueMs when it is to be computed
public record AssignmentWait(long firstMs, long dueMs) {
    static AssignmentWait startedAt(long nowMs, ConsumerConfig config) {
        return new AssignmentWait(nowMs, nowMs + config.quietMs());
    }

    /// For a group whose assignments are a certain time apart, and the next of which may be made at
    /// `dueMs`.
    AssignmentWait until(long newDueMs) {
        return new AssignmentWait(firstMs, newDueMs);
    }

    AssignmentWait change(long nowMs, ConsumerConfig config) {
        return new AssignmentWait(
                firstMs, Math.min(nowMs + config.quietMs(), firstMs + config.quietMaxMs()));
    }
}
