package dev.regroup.coordinator.assign;

import dev.regroup.coordinator.offset.TopicId;
import java.util.Optional;
import java.util.Set;

/// A member as assignors see it.
///
/// - `subscribed`: ids of topics that exist.
/// - `owned`: the member's target before, which may name partitions that are gone.
public record MemberInput(
        Optional<String> rack,
        Optional<String> groupInstanceId,
        Set<TopicId> subscribed,
        Partitions owned) {
    public MemberInput {
        subscribed = Set.copyOf(subscribed);
    }
}
