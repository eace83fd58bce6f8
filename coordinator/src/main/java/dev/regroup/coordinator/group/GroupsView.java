package dev.regroup.coordinator.group;

import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.offset.KnownTopics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// The groups of a shard, to look at: what deciders see.
interface GroupsView {
    Optional<GroupView> find(String groupId);

    /// Groups with ids above `after`, ascending.
    SortedMap<String, ? extends GroupView> after(String after);

    /// Groups with ids above `groupId`, which may be `""`, ascending.
    SortedMap<String, ? extends GroupView> beyond(String groupId);

    /// As last told.
    KnownTopics topics();

    /// Where a check for expired offsets has stopped, if one is under way.
    Optional<OffsetPlace> expiryStoppedAt();

    /// The groups in which the producer may have offsets pending.
    Set<String> inTransactionOf(long producerId);

    /// What the wall clock would show now if nobody had set it since the shard began to serve.
    long undisturbedWallClockMs(long nowMs);

    /// The earliest deadline queue entry that has come by then.
    Optional<DueDeadline> due(long nowMs);

    /// Of the last assignor that was asked, for whichever group.
    long lastTicket();

    /// Members that were heard of last on this connection, no more than `countMax`.
    List<SessionView> connectedBy(ConnectionId connection, int countMax);

    long sessionTimeMs(long nowMs);

    /// Until when pauses have been accounted for already, in monotonic time.
    long heldUntilMs();
}
