package dev.regroup.broker.control;

import dev.regroup.coordinator.group.GroupState;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/// What a group was at one moment.
///
/// @param members in the order in which they joined
public record GroupSnapshot(GroupState state, List<MemberSnapshot> members) {
    public GroupSnapshot {
        members = List.copyOf(members);
    }

    /// @param partitions what it is assigned, by topic; empty where that is not in the form of
    ///   Kafka's consumers
    public record MemberSnapshot(
            String memberId,
            Optional<String> groupInstanceId,
            String clientId,
            SortedMap<String, SortedSet<Integer>> partitions) {}
}
