package dev.regroup.testkit;

import java.util.List;

/// What a group was at one moment.
///
/// @param state as Kafka names it: `Stable`, `PreparingRebalance`, `CompletingRebalance`, `Empty`,
///   `Dead`
/// @param members by ascending member id
public record GroupDescription(String state, List<Member> members) {
    public GroupDescription {
        members = List.copyOf(members);
    }

    /// @param partitions what it is assigned, by topic and number
    public record Member(String memberId, String clientId, List<Partition> partitions) {
        public Member {
            partitions = List.copyOf(partitions);
        }
    }

    public record Partition(String topic, int partition) {}
}
