package dev.regroup.coordinator.group;

import dev.regroup.coordinator.ConnectionId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The members of a shard by the connection on which each was heard of last. Changed by
/// [EventApplier] only.
final class Connections {
    private final Map<ConnectionId, Set<Session>> sessions = new HashMap<>();

    /// Moves a member to another connection, or to none.
    void move(Session session, Optional<ConnectionId> to) {
        session.connection().ifPresent(from -> remove(from, session));
        session.connect(to);
        to.ifPresent(connection ->
                sessions.computeIfAbsent(connection, _ -> LinkedHashSet.newLinkedHashSet(1))
                        .add(session));
    }

    /// In the order in which they came to it.
    List<SessionView> first(ConnectionId connection, int countMax) {
        return sessions.getOrDefault(connection, Set.of()).stream()
                .limit(countMax)
                .map(SessionView.class::cast)
                .toList();
    }

    private void remove(ConnectionId from, Session session) {
        Set<Session> there = sessions.get(from);
        if (there != null && there.remove(session) && there.isEmpty()) {
            sessions.remove(from);
        }
    }
}
