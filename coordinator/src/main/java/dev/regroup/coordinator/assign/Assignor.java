package dev.regroup.coordinator.assign;

/// A strategy that shares partitions among the members of a group. It may be called by many threads
/// at a time.
public interface Assignor {
    /// As `group.remote.assignor` of clients and ServerAssignor of ConsumerGroupHeartbeat name it.
    String name();

    /// Every member of the input is in the result, perhaps with nothing. Every partition of a topic
    /// that somebody subscribes to is given to exactly one of its subscribers.
    GroupAssignment assign(AssignmentInput input);
}
