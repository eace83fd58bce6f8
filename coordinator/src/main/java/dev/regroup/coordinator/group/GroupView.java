package dev.regroup.coordinator.group;

import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.group.GroupCommand.Origin;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// A group, to look at. Valid until the next command.
public interface GroupView {
    String groupId();

    GroupState state();

    /// Wall clock when it entered that state.
    long stateTimestampMs();

    /// The group epoch in a group of the consumer protocol.
    int generationId();

    /// Absent for a group that never had a member.
    Optional<String> protocolType();

    /// The chosen strategy; absent while the group is empty or has not completed a rebalance.
    Optional<String> protocolName();

    Optional<String> leaderId();

    /// Classic members, in the order they joined.
    Collection<? extends MemberView> members();

    /// Of either protocol.
    int memberCount();

    /// The longest of the classic members' rebalance timeouts; 0 without members.
    int rebalanceTimeoutMs();

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
    NavigableMap<TopicPartition, CommittedOffset> offsets();

    /// Those with an offset that is committed, or pending in a transaction.
    NavigableSet<TopicPartition> offsetPartitions();

    /// An open transaction may still change the partition's offset.
    boolean hasPendingOffset(TopicPartition partition);

    /// What open transactions have pending for the partition.
    List<CommittedOffset> pendingOffsets(TopicPartition partition);

    /// The DeleteGroups that has not been answered.
    Optional<ReplyToken> waitingDeletion();

    /// Present if the group is one of the consumer protocol; it has no classic members then.
    Optional<ConsumerGroupView> consumers();

    /// A consumer's heartbeats since there was something new for it.
    int quietBeats(String memberId);

    /// Whether it is on the clock for giving something up or for joining again.
    boolean isOnTheClock(String memberId);

    /// Of a member of the consumer protocol.
    Optional<SessionView> consumerSession(String memberId);

    /// What a consumer's session was last said to be.
    int consumerSessionTimeoutMs(String memberId);

    /// Of a consumer's last heartbeat since the shard was loaded.
    Optional<Origin> originOf(String memberId);

    /// If the group is to be assigned anew.
    Optional<AssignmentWait> assignmentWait();

    /// The least time between two assignments, as it was last said.
    OptionalInt assignmentIntervalMs();

    /// The ticket of the assignor that is at work, if one is.
    OptionalLong assigning();

    /// The group epoch that an assignor last failed at; 0 if none has.
    int failedEpoch();

    default GroupType type() {
        return consumers().isPresent() ? GroupType.CONSUMER : GroupType.CLASSIC;
    }

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
}
