package dev.regroup.coordinator.group;

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

/// What happens to members of the consumer protocol, shared by all that lead to it.
final class ConsumerMembership {
    private final ConsumerConfig config;

    ConsumerMembership(ConsumerConfig config) {
        this.config = config;
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
        emit(turn, group, new TargetEpochStored(epoch, turn.wallClockMs()));
    }

    /// Puts the next assignment off until nothing has changed for a moment.
    void awaitAssignment(Turn turn, GroupView group) {
        AssignmentWait wait =
                group.assignmentWait()
                        .map(running -> running.change(turn.nowMs(), config))
                        .orElseGet(() -> AssignmentWait.startedAt(turn.nowMs(), config));
        turn.emit(new VolatileEvent.AssignmentAwaited(group.groupId(), wait));
    }

    /// A static member's place passes to its successor, with all that it has.
    void replace(
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
    private static CurrentAssignment fresh(Held assigned) {
        return new CurrentAssignment(MemberState.STABLE, 0, 0, assigned, Held.NOTHING);
    }

    /// Takes the member as far towards its target as it can go now.
    CurrentAssignment reconcile(Turn turn, GroupView group, ConsumerHeartbeat command) {
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        String memberId = command.memberId();
        ConsumerMember member = consumers.member(memberId).orElseThrow();
        CurrentAssignment before = member.current();
        CurrentAssignment from =
                !command.joins()
                        ? before
                        : fresh(member.isStatic() ? before.assigned() : Held.NOTHING);
        Target target = new Target(consumers.targetEpoch(), consumers.target(memberId));
        CurrentAssignment after =
                new Reconciliation(memberId, target, consumers.owners())
                        .next(from, command.claims().owned());
        if (!after.equals(before)) {
            GroupState stateBefore = group.state();
            emit(turn, group, new CurrentStored(memberId, after));
            clockRevocation(turn, group, member, after);
            if (group.state() == GroupState.STABLE && stateBefore != GroupState.STABLE) {
                turn.noteChange(group, stateBefore, "every member has what it is to have");
            }
        }
        return after;
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
        int sessionTimeoutMs = command.pace().sessionTimeoutMs();
        turn.emit(
                new VolatileEvent.ConsumerSeen(
                        group.groupId(),
                        command.memberId(),
                        sessionTimeoutMs,
                        turn.sessionDeadlineMs(sessionTimeoutMs),
                        quietBeats));
        return HeartbeatInterval.of(command.pace(), quietBeats, command.memberId());
    }

    /// A member is out, of its own will or not.
    void remove(Turn turn, GroupView group, String memberId, String cause) {
        GroupState from = group.state();
        forget(turn, group, memberId);
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        emit(turn, group, new EpochStored(consumers.epoch() + 1, consumers.metadataHash()));
        if (consumers.memberCount() == 0) {
            turn.emit(new VolatileEvent.AssignmentDropped(group.groupId()));
        } else {
            awaitAssignment(turn, group);
        }
        if (group.state() != from) {
            turn.noteChange(group, from, cause);
        }
    }

    private static void forget(Turn turn, GroupView group, String memberId) {
        emit(turn, group, new CurrentRemoved(memberId));
        emit(turn, group, new TargetRemoved(memberId));
        emit(turn, group, new MemberRemoved(memberId));
        turn.emit(new VolatileEvent.ConsumerForgotten(group.groupId(), memberId));
    }

    static void emit(Turn turn, GroupView group, ConsumerEvent event) {
        turn.emit(new DurableEvent.ConsumerChanged(group.groupId(), event));
    }
}
