package dev.regroup.coordinator.consumer;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// What a member says about itself (ConsumerGroupMemberMetadataValue).
///
/// @param clientHost the peer's address as Kafka shows it, for example `/127.0.0.1`
/// @param rebalanceTimeoutMs how long it may take to give partitions up
/// @param topicNames ascending; empty if it subscribes by pattern only
/// @param topicRegex in RE2's syntax, resolved by the broker
/// @param serverAssignor the strategy it would like
/// @param classic present if it speaks the classic protocol, while its group moves from one to the
///   other
public record MemberMetadata(
        Optional<String> groupInstanceId,
        Optional<String> rackId,
        String clientId,
        String clientHost,
        int rebalanceTimeoutMs,
        List<String> topicNames,
        Optional<String> topicRegex,
        Optional<String> serverAssignor,
        Optional<ClassicMembership> classic) {
    public MemberMetadata {
        topicNames = List.copyOf(new TreeSet<>(topicNames));
    }

    /// Whether both want the same topics.
    public boolean subscribesLike(MemberMetadata other) {
        return topicNames.equals(other.topicNames) && topicRegex.equals(other.topicRegex);
    }

    public boolean subscribes() {
        return !topicNames.isEmpty() || topicRegex.isPresent();
    }
}
