package dev.regroup.coordinator.consumer;

import dev.regroup.coordinator.assign.Partitions;
import java.util.List;
import java.util.TreeSet;

/// What changes in a group of the consumer protocol and survives a restart. Each is one record of
/// `__consumer_offsets`, named after its schema.
public sealed interface ConsumerEvent {
    /// ConsumerGroupMetadata.
    ///
    /// @param metadataHash of the topics that the target assignment was computed with; 0 before
    record EpochStored(int epoch, long metadataHash) implements ConsumerEvent {}

    record EpochRemoved() implements ConsumerEvent {}

    /// ConsumerGroupMemberMetadata.
    record MemberStored(String memberId, MemberMetadata metadata) implements ConsumerEvent {}

    record MemberRemoved(String memberId) implements ConsumerEvent {}

    /// ConsumerGroupTargetAssignmentMetadata.
    ///
    /// @param wallClockMs when it was computed; [#NEVER_MS] if it is none that an assignor made
    record TargetEpochStored(int epoch, long wallClockMs) implements ConsumerEvent {
        public static final long NEVER_MS = 0;
    }

    record TargetEpochRemoved() implements ConsumerEvent {}

    /// ConsumerGroupTargetAssignmentMember.
    record TargetStored(String memberId, Partitions partitions) implements ConsumerEvent {}

    record TargetRemoved(String memberId) implements ConsumerEvent {}

    /// ConsumerGroupCurrentMemberAssignment.
    record CurrentStored(String memberId, CurrentAssignment current) implements ConsumerEvent {}

    record CurrentRemoved(String memberId) implements ConsumerEvent {}

    /// ConsumerGroupRegularExpression.
    record RegexStored(String regex, ResolvedRegex resolved) implements ConsumerEvent {}

    record RegexRemoved(String regex) implements ConsumerEvent {}

    /// What a pattern stood for when it was last looked at.
    ///
    /// @param topicNames ascending
    /// @param version of the topics that it was resolved against
    /// @param wallClockMs when
    record ResolvedRegex(List<String> topicNames, long version, long wallClockMs) {
        public ResolvedRegex {
            topicNames = List.copyOf(new TreeSet<>(topicNames));
        }
    }
}
