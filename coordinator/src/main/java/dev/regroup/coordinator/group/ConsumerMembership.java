package dev.regroup.coordinator.group;

import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ConsumerEvent;
import dev.regroup.coordinator.consumer.ConsumerEvent.CurrentRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.CurrentStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.EpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.MemberRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.MemberStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetEpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetStored;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.consumer.ConsumerMember;
import dev.regroup.coordinator.consumer.CurrentAssignment;
import dev.regroup.coordinator.consumer.Held;
import dev.regroup.coordinator.consumer.MemberMetadata;
import dev.regroup.coordinator.consumer.MemberState;
import dev.regroup.coordinator.consumer.Reconciliation;
import dev.regroup.coordinator.consumer.Target;
import dev.regroup.coordinator.group.GroupCommand.ConsumerHeartbeat;
import dev.regroup.coordinator.group.GroupCommand.ConsumerPace;
import dev.regroup.coordinator.group.GroupCommand.Origin;
import java.util.Optional;
import java.util.OptionalLong;

/// What happens to members of the consumer protocol, shared by all that lead to it.
final class ConsumerMembership {
    private final ConsumerConfig config;
    private final Downgrade downgrade;

    ConsumerMembership(ConsumerConfig config, Downgrade downgrade) {
        this.config = config;
        this.downgrade = downgrade;
    }

    /// Something that the assignment rests on has changed: the group epoch rises, and a new
    /// assignment is due once changes have ceased.
    void change(Turn turn, GroupView group, String cause) {
        GroupState from = group.state();
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        if (consumers.targetEpoch() == 0) {
            startWithNothing(turn, group, consumers);
        }
        emit(turn, group, new EpochStored(consumers.epoch() + 1, consumers.metadataHash()));
        awaitAssignment(turn, group);
        if (group.state() != from) {
            turn.noteChange(group, from, cause);
        }
    }

    /// A group's first target assignment gives nothing to anybody: so that a member that comes has
    /// an epoch to be in before its assignment is computed. 0 would say that it is still to join.
    private static void startWithNothing(Turn turn, GroupView group, ConsumerGroupView consumers) {
        int epoch = consumers.epoch() + 1;
        emit(turn, group, new EpochStored(epoch, consumers.metadataHash()));
        emit(turn, group, new TargetEpochStored(epoch, TargetEpochStored.NEVER_MS));
    }

    /// Takes note of what an operator has set for the group.
    static void hearOfInterval(Turn turn, GroupView group, ConsumerPace pace) {
        if (!group.assignmentIntervalMs().equals(pace.assignmentIntervalMs())) {
            turn.emit(
                    new VolatileEvent.AssignmentIntervalTold(
                            group.groupId(), pace.assignmentIntervalMs()));
        }
    }

    /// Puts the next assignment off until nothing has changed for a moment; where an interval is
    /// set, until that has passed since the last, as in Kafka.
    void awaitAssignment(Turn turn, GroupView group) {
        AssignmentWait wait =
                group.assignmentWait()
                        .map(running -> running.change(turn.nowMs(), config))
                        .orElseGet(() -> AssignmentWait.startedAt(turn.nowMs(), config));
        if (group.assignmentIntervalMs().isPresent()) {
            wait = wait.until(turn.nowMs() + leftOfIntervalMs(turn, group));
        }
        turn.emit(new VolatileEvent.AssignmentAwaited(group.groupId(), wait));
    }

    /// 0 without an interval, or before the first assignment. A wall clock that was set back does
    /// not make it longer than the interval.
    static long leftOfIntervalMs(Turn turn, GroupView group) {
        int intervalMs = group.assignmentIntervalMs().orElse(0);
        OptionalLong assignedAtMs = group.consumers().orElseThrow().assignedAtMs();
        return assignedAtMs.isEmpty()
                ? 0
                : Math.clamp(
                        assignedAtMs.getAsLong() + intervalMs - turn.wallClockMs(), 0, intervalMs);
    }

    /// Puts what a member says of itself on record, under its id, which may follow another's.
    void store(
            Turn turn,
            String groupId,
            Optional<ConsumerMember> before,
            String memberId,
            MemberMetadata metadata) {
        if (before.isPresent() && !before.get().memberId().equals(memberId)) {
            replace(turn, groupId, before.get(), memberId, metadata);
        } else if (before.filter(known -> known.metadata().equals(metadata)).isEmpty()) {
            turn.emit(
                    new DurableEvent.ConsumerChanged(
                            groupId, new MemberStored(memberId, metadata)));
        }
    }

    /// A static member's place passes to its successor, with all that it has.
    private void replace(
            Turn turn,
            String groupId,
            ConsumerMember old,
            String newMemberId,
            MemberMetadata metadata) {
        GroupView group = turn.groups().find(groupId).orElseThrow();
        var target = group.consumers().orElseThrow().target(old.memberId());
        forget(turn, group, old.memberId());
        emit(turn, group, new MemberStored(newMemberId, metadata));
        emit(turn, group, new TargetStored(newMemberId, target));
        emit(turn, group, new CurrentStored(newMemberId, fresh(old.current().assigned())));
    }

    /// Of a member that comes back: what is its own stays its own, though it has yet to be told.
    static CurrentAssignment fresh(Held assigned) {
        return new CurrentAssignment(MemberState.STABLE, 0, 0, assigned, Held.NOTHING);
    }

    /// Takes the member as far towards its target as it can go now.
    CurrentAssignment reconcile(Turn turn, GroupView group, ConsumerHeartbeat command) {
        ConsumerMember member = member(group, command.memberId());
        CurrentAssignment from =
                !command.joins()
                        ? member.current()
                        : fresh(member.isStatic() ? member.current().assigned() : Held.NOTHING);
        return reconcile(turn, group, member, from, command.claims().owned());
    }

    /// @param from what it has, before this step
    CurrentAssignment reconcile(
            Turn turn,
            GroupView group,
            ConsumerMember member,
            CurrentAssignment from,
            Optional<Partitions> reported) {
        CurrentAssignment after = step(group, member.memberId()).next(from, reported);
        if (!after.equals(member.current())) {
            GroupState stateBefore = group.state();
            emit(turn, group, new CurrentStored(member.memberId(), after));
            clockRevocation(turn, group, member, after);
            if (group.state() == GroupState.STABLE && stateBefore != GroupState.STABLE) {
                turn.noteChange(group, stateBefore, "every member has what it is to have");
            }
        }
        return after;
    }

    static Reconciliation step(GroupView group, String memberId) {
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        return new Reconciliation(
                memberId,
                new Target(consumers.targetEpoch(), consumers.target(memberId)),
                consumers.owners());
    }

    static ConsumerMember member(GroupView group, String memberId) {
        return group.consumers().orElseThrow().member(memberId).orElseThrow();
    }

    private static void clockRevocation(
            Turn turn, GroupView group, ConsumerMember member, CurrentAssignment after) {
        if (after.state() == MemberState.UNREVOKED_PARTITIONS) {
            startRevocation(turn, group, member);
        } else if (member.current().state() == MemberState.UNREVOKED_PARTITIONS) {
            turn.emit(new VolatileEvent.RevocationEnded(group.groupId(), member.memberId()));
        }
    }

    /// The member has its rebalance timeout to give up what it was told to.
    static void startRevocation(Turn turn, GroupView group, ConsumerMember member) {
        turn.emit(
                new VolatileEvent.RevocationDeadlineSet(
                        group.groupId(),
                        member.memberId(),
                        turn.nowMs() + member.metadata().rebalanceTimeoutMs()));
    }

    /// A member that says nothing of how often it is to be heard of has a session all the same.
    static void extendSession(Turn turn, GroupView group, String memberId, int sessionTimeoutMs) {
        see(turn, group, memberId, sessionTimeoutMs, new Heard(0, group.originOf(memberId)));
    }

    /// As [#extendSession], for a member that has asked something itself.
    static void hear(Turn turn, GroupView group, String memberId, int sessionTimeoutMs) {
        extendSession(turn, group, memberId, sessionTimeoutMs);
        turn.hear(session(group, memberId));
    }

    private static SessionView session(GroupView group, String memberId) {
        return group.consumerSession(memberId).orElseThrow();
    }

    private record Heard(int quietBeats, Optional<Origin> origin) {}

    private static void see(
            Turn turn, GroupView group, String memberId, int sessionTimeoutMs, Heard heard) {
        turn.emit(
                new VolatileEvent.ConsumerSeen(
                        group.groupId(),
                        memberId,
                        turn.nowMs(),
                        sessionTimeoutMs,
                        turn.sessionDeadlineMs(sessionTimeoutMs),
                        heard.quietBeats,
                        heard.origin));
    }

    /// A member was heard of: its session starts afresh.
    ///
    /// @param isNews it is told of another assignment
    /// @return in how many milliseconds it is to be heard of again
    int heard(Turn turn, GroupView group, ConsumerHeartbeat command, boolean isNews) {
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        boolean isQuiet =
                !isNews
                        && consumers.isAssigned()
                        && consumers
                                .member(command.memberId())
                                .orElseThrow()
                                .current()
                                .isReconciledTo(consumers.epoch());
        int quietBeats =
                isQuiet
                        ? Math.min(
                                group.quietBeats(command.memberId()) + 1,
                                HeartbeatInterval.DOUBLINGS_MAX)
                        : 0;
        resolvePatternsAs(turn, group, command);
        see(
                turn,
                group,
                command.memberId(),
                command.pace().sessionTimeoutMs(),
                new Heard(quietBeats, Optional.of(command.origin())));
        turn.hear(session(group, command.memberId()));
        return HeartbeatInterval.of(command.pace(), quietBeats, command.memberId());
    }

    /// What a member's pattern stands for depends on what it may see. That is known again with its
    /// first heartbeat since the shard was loaded.
    private void resolvePatternsAs(Turn turn, GroupView group, ConsumerHeartbeat command) {
        boolean hasPattern =
                group.consumers()
                        .flatMap(consumers -> consumers.member(command.memberId()))
                        .flatMap(member -> member.metadata().topicRegex())
                        .isPresent();
        if (hasPattern
                && !group.originOf(command.memberId()).equals(Optional.of(command.origin()))) {
            awaitAssignment(turn, group);
        }
    }

    /// A member is out, of its own will or not.
    void remove(Turn turn, GroupView group, String memberId, String cause) {
        GroupState from = group.state();
        forget(turn, group, memberId);
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        if (downgrade.isDue(consumers)) {
            downgrade.carryOut(turn, group, cause);
            return;
        }
        emit(turn, group, new EpochStored(consumers.epoch() + 1, consumers.metadataHash()));
        if (consumers.memberCount() == 0) {
            turn.emit(new VolatileEvent.AssignmentDropped(group.groupId()));
        } else {
            awaitAssignment(turn, group);
        }
        turn.noteChange(group, from, cause);
    }

    static void forget(Turn turn, GroupView group, String memberId) {
        emit(turn, group, new CurrentRemoved(memberId));
        emit(turn, group, new TargetRemoved(memberId));
        emit(turn, group, new MemberRemoved(memberId));
        turn.emit(new VolatileEvent.ConsumerForgotten(group.groupId(), memberId));
    }

    static void emit(Turn turn, GroupView group, ConsumerEvent event) {
        turn.emit(new DurableEvent.ConsumerChanged(group.groupId(), event));
    }
}
