package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.consumer.ConsumerEvent;
import dev.regroup.coordinator.consumer.ConsumerGroup;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.group.GroupCommand.Client;
import dev.regroup.coordinator.group.GroupCommand.Origin;
import dev.regroup.coordinator.group.Member.Wait;
import dev.regroup.coordinator.group.StoredGroup.StoredMember;
import dev.regroup.coordinator.group.VolatileEvent.NewMember;
import dev.regroup.coordinator.group.VolatileEvent.Subscription;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A group's state: what was stored, and what is live. Changed by [EventApplier] only; deciders see
/// it as a [GroupView].
final class Group implements GroupView {
    private final String groupId;

    // Durable: exactly what the durable events say.
    @Nullable StoredGroup stored;
    final GroupOffsets offsets = new GroupOffsets();

    // Durable, in a group of the consumer protocol only, which has no classic members.
    @Nullable ConsumerGroup consumers;

    // Live.
    @Nullable LiveConsumers liveConsumers;
    // Most groups are small: their tables start with the least room, and what most groups do not
    // have comes about with the first of it.
    private final Map<String, Member> members = new LinkedHashMap<>(2);
    private Map<String, Deadline> pending = Map.of();
    private Map<String, String> staticMemberIds = Map.of();
    private final ProtocolSupport support = new ProtocolSupport();
    private GroupState state = GroupState.EMPTY;
    private long stateTimestampMs;
    private int generationId;
    private @Nullable String protocolType;
    private @Nullable String protocolName;
    private @Nullable String leaderId;
    private int longestTimeoutMs;
    private int waitingJoinCount;
    private int owedSyncCount;
    @Nullable ReplyToken deletion;
    @Nullable InitialRound initialRound;
    final Deadline phase;

    Group(String groupId) {
        this.groupId = groupId;
        this.phase = new Deadline(groupId, "");
    }

    /// A group of which nothing is left, live or durable.
    boolean isVoid() {
        return stored == null
                && consumers == null
                && offsets.isEmpty()
                && members.isEmpty()
                && pending.isEmpty()
                && deletion == null;
    }

    /// @return how many members it has more than before
    int changeConsumers(ConsumerEvent event) {
        ConsumerGroup changed = consumers == null ? new ConsumerGroup() : consumers;
        int before = changed.memberCount();
        changed.apply(event);
        consumers = changed.isVoid() ? null : changed;
        return changed.memberCount() - before;
    }

    /// Dropped with the group's durable part, when its last deadline is gone.
    LiveConsumers live() {
        LiveConsumers live = liveConsumers;
        if (live == null) {
            live = new LiveConsumers(groupId);
            liveConsumers = live;
        }
        return live;
    }

    Member expectMember(String memberId) {
        Member member = members.get(memberId);
        if (member == null) {
            throw new IllegalStateException(
                    "group %s: expected member %s to be in it".formatted(groupId, memberId));
        }
        return member;
    }

    /// Of a member of either protocol.
    Session expectSession(String memberId) {
        Session ofConsumer = liveConsumers == null ? null : liveConsumers.session(memberId);
        return ofConsumer == null ? expectMember(memberId).session : ofConsumer;
    }

    void moveTo(GroupState to, long wallClockMs) {
        state = to;
        stateTimestampMs = wallClockMs;
    }

    /// What a group without a stable generation on record brings back is only its number.
    void load() {
        StoredGroup from = stored;
        if (from == null) {
            return;
        }
        generationId = from.generationId();
        stateTimestampMs = from.currentStateTimestampMs();
        protocolType = from.protocolType().isEmpty() ? null : from.protocolType();
        Optional<String> chosen = from.protocolName();
        if (from.members().isEmpty() || chosen.isEmpty()) {
            return;
        }
        protocolName = chosen.get();
        state = GroupState.STABLE;
        for (StoredMember member : from.members()) {
            put(Member.stored(groupId, protocolName, member));
        }
        from.leaderId().filter(members::containsKey).ifPresent(id -> leaderId = id);
    }

    Deadline addPending(String memberId) {
        Deadline deadline = new Deadline(groupId, memberId);
        if (pending.isEmpty()) {
            pending = new LinkedHashMap<>(2);
        }
        pending.put(memberId, deadline);
        return deadline;
    }

    @Nullable Deadline removePending(String memberId) {
        Deadline removed = pending.isEmpty() ? null : pending.remove(memberId);
        if (pending.isEmpty()) {
            pending = Map.of();
        }
        return removed;
    }

    Member add(NewMember joined) {
        if (members.isEmpty()) {
            protocolType = joined.protocolType();
        }
        Member member = Member.joined(groupId, joined);
        put(member);
        return member;
    }

    Member remove(String memberId) {
        endSync(memberId);
        Member member = expectMember(memberId);
        assert member.wait == null && member.waitingHeartbeat().isEmpty()
                : "member " + memberId + " goes without an answer";
        members.remove(memberId);
        endTimeout(member);
        support.remove(member.protocols());
        member.groupInstanceId().ifPresent(staticMemberIds::remove);
        if (memberId.equals(leaderId)) {
            leaderId = members.isEmpty() ? null : members.keySet().iterator().next();
        }
        return member;
    }

    void replace(Member old, String newMemberId, Client client) {
        boolean wasLeader = isLeader(old.memberId());
        Member renamed = old.renamed(newMemberId, client);
        remove(old.memberId());
        put(renamed);
        if (renamed.owesSync) {
            owedSyncCount++;
        }
        if (wasLeader) {
            leaderId = newMemberId;
        }
    }

    void changeSubscription(String memberId, Subscription subscription) {
        Member member = expectMember(memberId);
        support.remove(member.protocols());
        endTimeout(member);
        member.subscription = subscription;
        longestTimeoutMs = Math.max(longestTimeoutMs, member.rebalanceTimeoutMs());
        support.add(member.protocols());
    }

    /// A member's rebalance timeout no longer counts. Members seldom differ in it: the next one has
    /// it, too.
    private void endTimeout(Member member) {
        if (member.rebalanceTimeoutMs() < longestTimeoutMs) {
            return;
        }
        int longest = 0;
        for (Member other : members.values()) {
            if (other != member) {
                longest = Math.max(longest, other.rebalanceTimeoutMs());
                if (longest == longestTimeoutMs) {
                    break;
                }
            }
        }
        longestTimeoutMs = longest;
    }

    void lead(String memberId) {
        leaderId = expectMember(memberId).memberId();
    }

    void startWait(String memberId, Wait wait) {
        Member member = expectMember(memberId);
        assert member.wait == null : "member " + memberId + " waits already";
        member.wait = wait;
        member.session.stopBeating();
        if (wait instanceof Wait.Joining) {
            waitingJoinCount++;
        }
    }

    void endWait(String memberId) {
        Member member = expectMember(memberId);
        if (member.wait instanceof Wait.Joining) {
            waitingJoinCount--;
        }
        member.wait = null;
    }

    void startGeneration(int newGenerationId, Optional<String> newProtocolName) {
        generationId = newGenerationId;
        protocolName = newProtocolName.orElse(null);
        initialRound = null;
        owedSyncCount = members.size();
        for (Member member : members.values()) {
            member.isNew = false;
            member.owesSync = true;
        }
    }

    void endSync(String memberId) {
        Member member = expectMember(memberId);
        if (member.owesSync) {
            member.owesSync = false;
            owedSyncCount--;
        }
    }

    void endPhase() {
        members.values().forEach(member -> member.owesSync = false);
        owedSyncCount = 0;
    }

    void assign(Map<String, Bytes> assignments) {
        for (Member member : members.values()) {
            member.assignment = assignments.getOrDefault(member.memberId(), Bytes.EMPTY);
        }
    }

    private void put(Member member) {
        assert !members.containsKey(member.memberId()) : "a second " + member.memberId();
        members.put(member.memberId(), member);
        support.add(member.protocols());
        member.groupInstanceId().ifPresent(id -> putStatic(id, member.memberId()));
        if (leaderId == null) {
            leaderId = member.memberId();
        }
        longestTimeoutMs = Math.max(longestTimeoutMs, member.rebalanceTimeoutMs());
    }

    private void putStatic(String groupInstanceId, String memberId) {
        if (staticMemberIds.isEmpty()) {
            staticMemberIds = new HashMap<>(2);
        }
        staticMemberIds.put(groupInstanceId, memberId);
    }

    @Override
    public String groupId() {
        return groupId;
    }

    @Override
    public GroupState state() {
        if (consumers == null || deletion != null) {
            return state;
        }
        if (consumers.memberCount() == 0) {
            return GroupState.EMPTY;
        }
        if (!consumers.isAssigned()) {
            return GroupState.ASSIGNING;
        }
        return consumers.isReconciled() ? GroupState.STABLE : GroupState.RECONCILING;
    }

    @Override
    public long stateTimestampMs() {
        return stateTimestampMs;
    }

    @Override
    public int generationId() {
        return consumers == null ? generationId : consumers.epoch();
    }

    @Override
    public Optional<String> protocolType() {
        return consumers == null ? Optional.ofNullable(protocolType) : Optional.of("consumer");
    }

    @Override
    public Optional<String> protocolName() {
        return Optional.ofNullable(protocolName);
    }

    @Override
    public Optional<String> leaderId() {
        return Optional.ofNullable(leaderId);
    }

    @Override
    public Collection<? extends MemberView> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    @Override
    public int memberCount() {
        return consumers == null ? members.size() : consumers.memberCount();
    }

    @Override
    public int rebalanceTimeoutMs() {
        return longestTimeoutMs;
    }

    @Override
    public Optional<MemberView> member(String memberId) {
        return Optional.ofNullable(members.get(memberId));
    }

    @Override
    public Set<String> pendingMemberIds() {
        return Collections.unmodifiableSet(pending.keySet());
    }

    @Override
    public Optional<String> staticMemberId(String groupInstanceId) {
        return Optional.ofNullable(staticMemberIds.get(groupInstanceId));
    }

    @Override
    public int waitingJoinCount() {
        return waitingJoinCount;
    }

    @Override
    public boolean isSyncComplete() {
        return owedSyncCount == 0;
    }

    @Override
    public Optional<InitialRound> initialRound() {
        return Optional.ofNullable(initialRound);
    }

    @Override
    public Optional<StoredGroup> stored() {
        return Optional.ofNullable(stored);
    }

    @Override
    public NavigableMap<TopicPartition, CommittedOffset> offsets() {
        return Collections.unmodifiableNavigableMap(offsets.committed);
    }

    @Override
    public NavigableSet<TopicPartition> offsetPartitions() {
        return Collections.unmodifiableNavigableSet(offsets.partitions());
    }

    @Override
    public boolean hasPendingOffset(TopicPartition partition) {
        return offsets.isPending(partition);
    }

    @Override
    public List<CommittedOffset> pendingOffsets(TopicPartition partition) {
        return offsets.pendingFor(partition);
    }

    @Override
    public Optional<ReplyToken> waitingDeletion() {
        return Optional.ofNullable(deletion);
    }

    @Override
    public Optional<ConsumerGroupView> consumers() {
        return Optional.ofNullable(consumers);
    }

    @Override
    public int quietBeats(String memberId) {
        return liveConsumers == null ? 0 : liveConsumers.quietBeats(memberId);
    }

    @Override
    public boolean isOnTheClock(String memberId) {
        return liveConsumers != null && liveConsumers.isOnTheClock(memberId);
    }

    @Override
    public Optional<SessionView> consumerSession(String memberId) {
        return liveConsumers == null
                ? Optional.empty()
                : Optional.ofNullable(liveConsumers.session(memberId));
    }

    @Override
    public int consumerSessionTimeoutMs(String memberId) {
        return liveConsumers == null ? 0 : liveConsumers.sessionTimeoutMs(memberId);
    }

    @Override
    public Optional<Origin> originOf(String memberId) {
        return liveConsumers == null ? Optional.empty() : liveConsumers.origin(memberId);
    }

    @Override
    public Optional<AssignmentWait> assignmentWait() {
        return liveConsumers == null
                ? Optional.empty()
                : Optional.ofNullable(liveConsumers.awaited);
    }

    @Override
    public OptionalInt assignmentIntervalMs() {
        return liveConsumers == null ? OptionalInt.empty() : liveConsumers.assignmentIntervalMs;
    }

    @Override
    public int failedEpoch() {
        return liveConsumers == null ? 0 : liveConsumers.failedEpoch;
    }

    @Override
    public OptionalLong assigning() {
        return liveConsumers == null ? OptionalLong.empty() : liveConsumers.assigning;
    }

    @Override
    public int supportOf(String protocolName) {
        return support.of(protocolName);
    }
}
