package dev.regroup.coordinator.group;

import dev.regroup.coordinator.ConnectionId;
import java.util.Optional;

/// A member's session, to look at.
public interface SessionView {
    String groupId();

    String memberId();

    /// When it ends, in session time (see [Deadlines]), if the member is not heard of; it does not
    /// count while the member waits for the group.
    long endMs();

    /// Where the member was heard of last; absent if that is not known, or has closed.
    Optional<ConnectionId> connection();

    /// How far its heartbeats are apart; 0 before the second one.
    long heartbeatGapMs();

    /// Present from when its connection closed until it is heard of.
    Optional<Absence> absence();
}
