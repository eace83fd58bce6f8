package dev.regroup.coordinator.group;

import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// A group, to look at. Valid until the next command.
public interface GroupView {
    String groupId();

    GroupState state();

    /// Wall clock when it entered that state.
    long stateTimestampMs();

    int generationId();

    /// Absent for a group that never had a member.
    Optional<String> protocolType();

    /// The chosen strategy; absent while the group is empty or has not completed a rebalance.
    Optional<String> protocolName();

    Optional<String> leaderId();

    /// In the order they joined.
    Collection<? extends MemberView> members();

    int memberCount();

    Optional<MemberView> member(String memberId);

    /// Who was told an id and has not joined with it, in the order they asked.
    Set<String> pendingMemberIds();

    Optional<String> staticMemberId(String groupInstanceId);

    /// How many members wait for the answer to their JoinGroup.
    int waitingJoinCount();

    /// All members' syncs of this generation have come.
    boolean isSyncComplete();

    /// The running rebalance, if it is the first since the group was empty.
    Optional<InitialRound> initialRound();

    /// The part that survives a restart, as last logged.
    Optional<StoredGroup> stored();

    /// In the order of topics and partitions.
    SortedMap<TopicPartition, CommittedOffset> offsets();

    /// How many members can do a strategy.
    int supportOf(String protocolName);

    default boolean hasMember(String memberId) {
        return member(memberId).isPresent();
    }

    default boolean isLeader(String memberId) {
        return leaderId().filter(memberId::equals).isPresent();
    }

    default boolean isPending(String memberId) {
        return pendingMemberIds().contains(memberId);
    }

    /// Everybody the group knows has joined the running rebalance.
    default boolean isJoinComplete() {
        return waitingJoinCount() == memberCount() && pendingMemberIds().isEmpty();
    }

    /// The longest of the members' rebalance timeouts; 0 without members.
    default int rebalanceTimeoutMs() {
        int longest = 0;
        for (MemberView member : members()) {
            longest = Math.max(longest, member.rebalanceTimeoutMs());
        }
        return longest;
    }
}
