package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.group.GroupCommand.Sync;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.GroupReply.Synced;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// SyncGroup, a rebalance's second half: the leader hands in what it has assigned, the others wait
/// for it.
final class SyncDecider {
    private final JoinPhase joinPhase;
    private final ClassicConsumerDecider classicConsumers;

    SyncDecider(JoinPhase joinPhase, ClassicConsumerDecider classicConsumers) {
        this.joinPhase = joinPhase;
        this.classicConsumers = classicConsumers;
    }

    void decide(Turn turn, Sync command) {
        Optional<GroupView> found = turn.groups().find(command.groupId());
        if (found.flatMap(GroupView::consumers).isPresent()) {
            classicConsumers.sync(turn, found.get(), command);
            return;
        }
        Optional<Rejected> refusal = refusal(found, command);
        if (refusal.isPresent() || found.isEmpty()) {
            turn.reject(command.token(), command.groupId(), refusal.orElseThrow());
            return;
        }
        GroupView group = found.get();
        MemberView member = group.member(command.memberId()).orElseThrow();
        turn.hear(group, member);
        endSync(turn, group, member);
        if (group.state() == GroupState.STABLE) {
            turn.reply(command.token(), group.groupId(), synced(group, member));
        } else {
            turn.waitForSync(group, member.memberId(), command.token());
            if (group.isLeader(member.memberId())) {
                assign(turn, group, command);
            }
        }
    }

    private static Optional<Rejected> refusal(Optional<GroupView> found, Sync command) {
        String memberId = command.memberId();
        if (command.groupId().isEmpty()) {
            return Optional.of(Refusal.invalidGroupId(memberId));
        }
        if (found.isEmpty()) {
            return Optional.of(
                    Refusal.unknownGroup(Reason.UNKNOWN_MEMBER_ID, command.groupId(), memberId));
        }
        GroupView group = found.get();
        Optional<Rejected> refusal =
                Refusal.ofGeneration(
                        group, memberId, command.groupInstanceId(), command.generationId());
        if (refusal.isPresent()) {
            return refusal;
        }
        if (differs(command.protocolType(), group.protocolType())
                || differs(command.protocolName(), group.protocolName())) {
            return Optional.of(Refusal.of(Reason.INCONSISTENT_GROUP_PROTOCOL, group, memberId));
        }
        return group.state() == GroupState.PREPARING_REBALANCE
                ? Optional.of(Refusal.of(Reason.REBALANCE_IN_PROGRESS, group, memberId))
                : Optional.empty();
    }

    private static boolean differs(Optional<String> said, Optional<String> known) {
        return said.isPresent() && known.isPresent() && !said.equals(known);
    }

    private static void endSync(Turn turn, GroupView group, MemberView member) {
        if (!member.owesSync()) {
            return;
        }
        turn.emit(new VolatileEvent.MemberSynced(group.groupId(), member.memberId()));
        if (group.isSyncComplete()) {
            turn.emit(new VolatileEvent.PhaseEnded(group.groupId()));
        }
    }

    private static void assign(Turn turn, GroupView group, Sync command) {
        turn.emit(new VolatileEvent.AssignmentsReplaced(group.groupId(), command.assignments()));
        turn.moveTo(
                group,
                GroupState.STABLE,
                "leader %s handed in the assignment".formatted(command.memberId()));
        turn.emit(StoredForm.of(group));
        for (MemberView member : group.members()) {
            if (member.waitingSync().isPresent()) {
                turn.answerWaiting(group, member, synced(group, member));
                turn.extendSession(group, member);
            }
        }
    }

    private static Synced synced(GroupView group, MemberView member) {
        Bytes assignment = member.assignment();
        return new Synced(
                group.protocolType().orElse(""), group.protocolName().orElse(""), assignment);
    }

    /// The phase's time is over: who has not synced is out, and everybody joins again.
    void expire(Turn turn, GroupView group) {
        List<String> missing = new ArrayList<>();
        int timeoutMs = group.rebalanceTimeoutMs();
        for (MemberView member : group.members()) {
            if (member.owesSync()) {
                missing.add(member.memberId());
            }
        }
        for (String memberId : missing) {
            joinPhase.expel(turn, group, group.member(memberId).orElseThrow());
        }
        joinPhase.start(
                turn,
                group,
                "%s did not sync within %d ms".formatted(Cause.members(missing), timeoutMs));
    }
}
