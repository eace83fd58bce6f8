package dev.regroup.testkit.bridge;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/// A broker on the other side.
public interface BrokerBridge extends AutoCloseable {
    /// `host:port`.
    String address();

    void createTopic(String name, int partitions) throws InterruptedException;

    /// The group: state, and by member id what is known of each member.
    Optional<GroupState> describe(String groupId) throws InterruptedException;

    /// Committed offsets of one topic by partition.
    SortedMap<Integer, Long> committed(String groupId, String topic) throws InterruptedException;

    boolean endSession(String groupId, String memberId) throws InterruptedException;

    boolean rebalance(String groupId, String reason) throws InterruptedException;

    @Override
    void close();

    /// @param name as Kafka shows it: `Stable`
    record GroupState(String name, SortedMap<String, MemberState> members) {}

    /// @param partitions by topic
    record MemberState(
            String clientId,
            Optional<String> groupInstanceId,
            SortedMap<String, SortedSet<Integer>> partitions) {}
}
