package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupCommand.Heartbeat;
import dev.regroup.coordinator.group.GroupCommand.ReleaseHeartbeat;
import dev.regroup.coordinator.group.GroupReply.HeartbeatAccepted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.Optional;

/// Heartbeat: proves a member alive, and tells it of a rebalance. Where its client bears it, the
/// answer is held until there is something to tell, so that the member hears of the next rebalance
/// as it begins and not with its next heartbeat.
final class HeartbeatDecider {
    private static final HeartbeatAccepted ACCEPTED = new HeartbeatAccepted();

    /// A client looks for its coordinator anew when it has had no answer for a session timeout.
    private static final int HOLDS_PER_SESSION = 3;

    private final ClassicConsumerDecider classicConsumers;

    HeartbeatDecider(ClassicConsumerDecider classicConsumers) {
        this.classicConsumers = classicConsumers;
    }

    void decide(Turn turn, Heartbeat command) {
        String memberId = command.memberId();
        if (command.groupId().isEmpty()) {
            turn.reject(command.token(), "", Refusal.invalidGroupId(memberId));
            return;
        }
        Optional<GroupView> found = turn.groups().find(command.groupId());
        if (found.isEmpty()) {
            turn.reject(
                    command.token(),
                    command.groupId(),
                    Refusal.unknownGroup(Reason.UNKNOWN_MEMBER_ID, command.groupId(), memberId));
            return;
        }
        GroupView group = found.get();
        if (group.consumers().isPresent()) {
            classicConsumers.beat(turn, group, command);
            return;
        }
        Optional<Rejected> refusal =
                Refusal.ofGeneration(
                        group, memberId, command.groupInstanceId(), command.generationId());
        if (refusal.isPresent()) {
            turn.reject(command.token(), group.groupId(), refusal.get());
            return;
        }
        MemberView member = group.member(memberId).orElseThrow();
        turn.takeHeartbeat(group, member);
        int holdMs = Math.min(command.holdMsMax(), member.sessionTimeoutMs() / HOLDS_PER_SESSION);
        if (group.state() == GroupState.PREPARING_REBALANCE) {
            turn.reply(
                    command.token(),
                    group.groupId(),
                    Refusal.of(Reason.REBALANCE_IN_PROGRESS, group, memberId));
        } else if (holdMs > 0 && mayWait(turn, group, member)) {
            turn.holdHeartbeat(group, member, command.token(), turn.nowMs() + holdMs);
        } else {
            turn.reply(command.token(), group.groupId(), ACCEPTED);
        }
    }

    /// Only where it is known that an answer comes in time for whatever the client does next: when
    /// it closes, a plain consumer says so on this connection, while others wait for all answers.
    /// Members that share a connection would release each other's.
    private static boolean mayWait(Turn turn, GroupView group, MemberView member) {
        return group.state() == GroupState.STABLE
                && member.isPatient()
                && PlainConsumer.is(group, member)
                && member.session()
                        .connection()
                        .filter(connection -> turn.groups().connectedBy(connection, 2).size() == 1)
                        .isPresent();
    }

    /// There is one at most: see [#mayWait]; none if its group has moved to the consumer protocol.
    void release(Turn turn, ReleaseHeartbeat command) {
        for (SessionView session : turn.groups().connectedBy(command.connection(), 1)) {
            GroupView group = turn.groups().find(session.groupId()).orElseThrow();
            group.member(session.memberId()).ifPresent(member -> turn.acceptHeld(group, member));
        }
    }
}
