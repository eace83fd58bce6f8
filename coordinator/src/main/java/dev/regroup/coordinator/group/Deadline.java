package dev.regroup.coordinator.group;

/// A point in time that may be moved as often as one likes; owned by what it ends, queued in a
/// [DeadlineQueue].
final class Deadline {
    static final long NEVER = Long.MAX_VALUE;

    final String groupId;

    /// `""` if it is the group's own.
    final String memberId;

    long dueMs = NEVER;

    /// Where its valid entry is in the queue, never later than `dueMs` while that is set.
    long queuedMs = NEVER;

    Deadline(String groupId, String memberId) {
        this.groupId = groupId;
        this.memberId = memberId;
    }
}
