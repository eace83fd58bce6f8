package dev.regroup.coordinator.group;

import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.offset.KnownTopics;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The state of a shard's groups; changed by [EventApplier] only.
final class Groups implements GroupsView {
    // By id twice: each heartbeat looks one up, lists and checkpoints need an order.
    private final Map<String, Group> byId = new HashMap<>();
    private final NavigableMap<String, Group> sorted = new TreeMap<>();
    final Deadlines deadlines = new Deadlines();
    final Connections connections = new Connections();

    /// Members of the classic protocol, of all groups.
    int classicCount;

    /// Of the last assignor that was asked.
    long lastTicket;

    /// Members of the consumer protocol, of all groups.
    int consumerCount;

    final Transactions transactions = new Transactions();
    KnownTopics topics = KnownTopics.ALL;
    Optional<OffsetPlace> expiryStoppedAt = Optional.empty();
    private long wallClockAheadMs;

    Group findOrCreate(String groupId) {
        Group found = byId.get(groupId);
        if (found != null) {
            return found;
        }
        Group created = new Group(groupId);
        byId.put(groupId, created);
        sorted.put(groupId, created);
        return created;
    }

    @Nullable Group get(String groupId) {
        return byId.get(groupId);
    }

    Group expect(String groupId) {
        Group found = byId.get(groupId);
        if (found == null) {
            throw new IllegalStateException("expected group %s to exist".formatted(groupId));
        }
        return found;
    }

    void removeIfVoid(Group group) {
        if (group.isVoid()) {
            byId.remove(group.groupId());
            sorted.remove(group.groupId());
            deadlines.clearPhase(group.phase);
        }
    }

    void startClock(long wallClockMs, long monotonicMs) {
        wallClockAheadMs = wallClockMs - monotonicMs;
    }

    /// Ascending by id.
    Collection<Group> all() {
        return Collections.unmodifiableCollection(sorted.values());
    }

    @Override
    public Optional<GroupView> find(String groupId) {
        return Optional.ofNullable(byId.get(groupId));
    }

    @Override
    public SortedMap<String, ? extends GroupView> after(String after) {
        // "" is a possible group id (offsets may be committed for it) and also means "from the
        // start".
        return Collections.unmodifiableSortedMap(
                after.isEmpty() ? sorted : sorted.tailMap(after, false));
    }

    @Override
    public SortedMap<String, ? extends GroupView> beyond(String groupId) {
        return Collections.unmodifiableSortedMap(sorted.tailMap(groupId, false));
    }

    @Override
    public KnownTopics topics() {
        return topics;
    }

    @Override
    public Optional<OffsetPlace> expiryStoppedAt() {
        return expiryStoppedAt;
    }

    @Override
    public Set<String> inTransactionOf(long producerId) {
        return Set.copyOf(transactions.groupIds(producerId));
    }

    @Override
    public long undisturbedWallClockMs(long nowMs) {
        return nowMs + wallClockAheadMs;
    }

    @Override
    public Optional<DueDeadline> due(long nowMs) {
        return deadlines.due(nowMs);
    }

    @Override
    public long lastTicket() {
        return lastTicket;
    }

    @Override
    public List<SessionView> connectedBy(ConnectionId connection, int countMax) {
        return connections.first(connection, countMax);
    }

    @Override
    public long sessionTimeMs(long nowMs) {
        return deadlines.sessionTimeMs(nowMs);
    }

    @Override
    public long heldUntilMs() {
        return deadlines.heldUntilMs();
    }
}
