package dev.regroup.coordinator.group;

import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.consumer.ConsumerEvent;
import dev.regroup.coordinator.group.Member.Wait;
import java.util.Optional;
import java.util.OptionalLong;

/// The one place where the groups of a shard change. Applying a durable event changes the durable
/// part only; what it means for the live part is said by volatile events next to it, and by
/// [VolatileEvent.GroupLoaded] after a replay.
final class EventApplier {
    private final Groups groups;

    EventApplier(Groups groups) {
        this.groups = groups;
    }

    void apply(GroupEvent event) {
        switch (event) {
            case DurableEvent durable -> applyDurable(durable);
            case VolatileEvent passing -> applyVolatile(passing);
        }
    }

    private void applyDurable(DurableEvent event) {
        switch (event) {
            case DurableEvent.GroupStored(String groupId, StoredGroup stored) ->
                    groups.findOrCreate(groupId).stored = stored;
            case DurableEvent.ConsumerChanged(String groupId, ConsumerEvent change) -> {
                Group group = groups.findOrCreate(groupId);
                groups.consumerCount += group.changeConsumers(change);
                groups.removeIfVoid(group);
            }
            case DurableEvent.OffsetStored e ->
                    groups.findOrCreate(e.groupId()).offsets.commit(e.partition(), e.offset());
            case DurableEvent.GroupRemoved e -> {
                Group group = groups.get(e.groupId());
                if (group != null) {
                    group.stored = null;
                    groups.removeIfVoid(group);
                }
            }
            case DurableEvent.OffsetRemoved e -> {
                Group group = groups.get(e.groupId());
                if (group != null) {
                    group.offsets.remove(e.partition());
                    groups.removeIfVoid(group);
                }
            }
            case DurableEvent.OffsetPending e -> {
                groups.findOrCreate(e.groupId()).offsets.addPending(e);
                groups.transactions.joined(e.producer().id(), e.groupId());
            }
            case DurableEvent.TransactionEnded e -> endTransaction(e);
        }
    }

    /// By the groups that the state knows of, since a marker does not name them.
    private void endTransaction(DurableEvent.TransactionEnded e) {
        long producerId = e.producer().id();
        for (String groupId : groups.transactions.groupIds(producerId)) {
            Group group = groups.get(groupId);
            if (group != null) {
                group.offsets.settle(producerId, e.outcome());
                groups.removeIfVoid(group);
            }
        }
        groups.transactions.ended(producerId);
    }

    private void applyVolatile(VolatileEvent event) {
        switch (event) {
            case VolatileEvent.TopicsSeen e -> groups.topics = e.topics();
            case VolatileEvent.ClockStarted e ->
                    groups.startClock(e.wallClockMs(), e.monotonicMs());
            case VolatileEvent.ExpiryPlanned e -> planExpiry(e);
            case VolatileEvent.DeletionWaits e -> expect(e).deletion = e.token();
            case VolatileEvent.DeletionEnded e -> endDeletion(expect(e));
            case VolatileEvent.SessionClockHeld e -> groups.deadlines.hold(e.byMs(), e.untilMs());
            case VolatileEvent.DeadlineTaken e -> groups.deadlines.take(e.kind(), e.nowMs());
            case VolatileEvent.HeartbeatTaken e -> takeHeartbeat(e);
            case VolatileEvent.HeartbeatHeld e ->
                    held(e, e.memberId()).hold(e.token(), e.untilMs(), groups.deadlines);
            case VolatileEvent.HeartbeatReleased e ->
                    held(e, e.memberId()).release(groups.deadlines);
            case VolatileEvent.ImpatienceShown e -> held(e, e.memberId()).isImpatient = true;
            case VolatileEvent.SessionExtended e ->
                    session(e, e.memberId()).extend(e.sessionDeadlineMs(), groups.deadlines);
            case VolatileEvent.MemberHeard e -> hear(session(e, e.memberId()), e.connection());
            case VolatileEvent.ConnectionLost e ->
                    groups.connections.move(session(e, e.memberId()), Optional.empty());
            case VolatileEvent.ReturnAwaited e ->
                    session(e, e.memberId())
                            .leave(e.absence(), e.returnDeadlineMs(), groups.deadlines);
            case VolatileEvent.AbsenceExcused e ->
                    session(e, e.memberId()).resume(groups.deadlines);
            case VolatileEvent.GroupLoaded e -> load(expect(e));
            case VolatileEvent.StateChanged e -> expect(e).moveTo(e.to(), e.wallClockMs());
            case VolatileEvent.MemberPending e -> addPending(e);
            case VolatileEvent.PendingMemberRemoved e -> removePending(e, e.memberId());
            case VolatileEvent.MemberAdded e -> addMember(e);
            case VolatileEvent.SubscriptionChanged e ->
                    expect(e).changeSubscription(e.memberId(), e.subscription());
            case VolatileEvent.MemberReplaced e -> replaceMember(e);
            case VolatileEvent.MemberRemoved e -> removeMember(e);
            case VolatileEvent.LeaderElected e -> expect(e).lead(e.memberId());
            case VolatileEvent.JoinWaits e ->
                    expect(e).startWait(e.memberId(), new Wait.Joining(e.token()));
            case VolatileEvent.SyncWaits e ->
                    expect(e).startWait(e.memberId(), new Wait.Syncing(e.token()));
            case VolatileEvent.WaitEnded e -> expect(e).endWait(e.memberId());
            case VolatileEvent.GenerationStarted e ->
                    expect(e).startGeneration(e.generationId(), e.protocolName());
            case VolatileEvent.MemberSynced e -> expect(e).endSync(e.memberId());
            case VolatileEvent.AssignmentsReplaced e -> expect(e).assign(e.assignments());
            case VolatileEvent.PhaseDeadlineSet e ->
                    groups.deadlines.setPhase(expect(e).phase, e.deadlineMs());
            case VolatileEvent.PhaseEnded e -> endPhase(expect(e));
            case VolatileEvent.ConsumerSeen e -> expect(e).live().see(e, groups.deadlines);
            case VolatileEvent.ConsumerForgotten e ->
                    forgetConsumer(expect(e).live(), e.memberId());
            case VolatileEvent.RevocationDeadlineSet e ->
                    expect(e).live().setRevocation(e, groups.deadlines);
            case VolatileEvent.RevocationEnded e ->
                    expect(e).live().endRevocation(e.memberId(), groups.deadlines);
            case VolatileEvent.AssignmentAwaited e -> awaitAssignment(e);
            case VolatileEvent.AssignmentIntervalTold e ->
                    expect(e).live().assignmentIntervalMs = e.intervalMs();
            case VolatileEvent.AssignmentDropped e -> dropAssignment(expect(e));
            case VolatileEvent.AssignmentStarted e -> startAssignment(e);
            case VolatileEvent.AssignmentEnded e ->
                    expect(e).live().assigning = OptionalLong.empty();
            case VolatileEvent.AssignmentFailed e -> expect(e).live().failedEpoch = e.epoch();
            case VolatileEvent.InitialRoundMoved e -> expect(e).initialRound = e.round();
        }
    }

    private Group expect(VolatileEvent event) {
        return groups.expect(event.groupId());
    }

    private Session session(VolatileEvent event, String memberId) {
        return expect(event).expectSession(memberId);
    }

    private void hear(Session session, Optional<ConnectionId> connection) {
        groups.connections.move(session, connection);
        session.resume(groups.deadlines);
    }

    private void forgetConsumer(LiveConsumers consumers, String memberId) {
        Session session = consumers.forget(memberId, groups.deadlines);
        if (session != null) {
            endSession(session);
        }
    }

    private void endDeletion(Group group) {
        group.deletion = null;
        groups.removeIfVoid(group);
    }

    private HeldHeartbeat held(VolatileEvent event, String memberId) {
        return expect(event).expectMember(memberId).heldHeartbeat();
    }

    private void planExpiry(VolatileEvent.ExpiryPlanned e) {
        groups.expiryStoppedAt = e.after();
        groups.deadlines.planExpiry(e.atMs());
    }

    private void startAssignment(VolatileEvent.AssignmentStarted e) {
        dropAssignment(expect(e));
        expect(e).live().assigning = OptionalLong.of(e.ticket());
        groups.lastTicket = e.ticket();
    }

    private void takeHeartbeat(VolatileEvent.HeartbeatTaken e) {
        Session session = session(e, e.memberId());
        session.beat(e.atMs());
        session.extend(e.sessionDeadlineMs(), groups.deadlines);
    }

    private void load(Group group) {
        group.load();
        groups.classicCount += group.members().size();
    }

    private void addPending(VolatileEvent.MemberPending e) {
        groups.deadlines.setSession(expect(e).addPending(e.memberId()), e.sessionDeadlineMs());
    }

    private void removePending(VolatileEvent e, String memberId) {
        Deadline deadline = expect(e).removePending(memberId);
        if (deadline != null) {
            groups.deadlines.clearSession(deadline);
        }
    }

    private void addMember(VolatileEvent.MemberAdded e) {
        removePending(e, e.member().memberId());
        Member member = expect(e).add(e.member());
        member.session.extend(e.sessionDeadlineMs(), groups.deadlines);
        groups.classicCount++;
    }

    private void replaceMember(VolatileEvent.MemberReplaced e) {
        Group group = expect(e);
        Member old = group.expectMember(e.oldMemberId());
        endSession(old.session);
        group.replace(old, e.newMemberId(), e.client());
    }

    private void removeMember(VolatileEvent.MemberRemoved e) {
        endSession(expect(e).remove(e.memberId()).session);
        groups.classicCount--;
    }

    private void endSession(Session session) {
        session.end(groups.deadlines);
        groups.connections.move(session, Optional.empty());
    }

    private void awaitAssignment(VolatileEvent.AssignmentAwaited e) {
        expect(e).live().awaited = e.awaited();
        groups.deadlines.setPhase(expect(e).phase, e.awaited().dueMs());
    }

    private void dropAssignment(Group group) {
        group.live().awaited = null;
        groups.deadlines.clearPhase(group.phase);
    }

    private void endPhase(Group group) {
        group.endPhase();
        groups.deadlines.clearPhase(group.phase);
    }
}
