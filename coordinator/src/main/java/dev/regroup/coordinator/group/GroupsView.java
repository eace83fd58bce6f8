package dev.regroup.coordinator.group;

import dev.regroup.coordinator.ConnectionId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// The groups of a shard, to look at: what deciders see.
interface GroupsView {
    Optional<GroupView> find(String groupId);

    /// Groups with ids above `after`, ascending.
    SortedMap<String, ? extends GroupView> after(String after);

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
