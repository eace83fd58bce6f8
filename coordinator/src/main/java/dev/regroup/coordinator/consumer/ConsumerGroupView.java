package dev.regroup.coordinator.consumer;

import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ConsumerEvent.ResolvedRegex;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/// A group of the consumer protocol, to look at. Valid until the next command.
public interface ConsumerGroupView {
    /// The group epoch: rises with everything that an assignment rests on.
    int epoch();

    /// Of the topics that the target assignment was computed with; 0 before the first.
    long metadataHash();

    /// The epoch that the target assignment was computed for; never above [#epoch].
    int targetEpoch();

    /// When an assignor last made one, by the wall clock; empty if none has.
    OptionalLong assignedAtMs();

    /// In the order they joined, as far as the log tells.
    Collection<String> memberIds();

    int memberCount();

    Optional<ConsumerMember> member(String memberId);

    Optional<String> staticMemberId(String groupInstanceId);

    /// What a member is to have at [#targetEpoch]; nothing if it is not part of it yet.
    Partitions target(String memberId);

    PartitionOwners owners();

    SortedMap<String, ResolvedRegex> regexes();

    default boolean hasMember(String memberId) {
        return member(memberId).isPresent();
    }

    default boolean isAssigned() {
        return targetEpoch() == epoch();
    }

    /// Every member has what the target gives it.
    boolean isReconciled();

    /// Events that leave nothing of the group.
    List<ConsumerEvent> removal();
}
