package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupCommand.Heartbeat;
import dev.regroup.coordinator.group.GroupReply.HeartbeatAccepted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.Optional;

/// Heartbeat: proves a member alive, and tells it of a rebalance.
final class HeartbeatDecider {
    private static final HeartbeatAccepted ACCEPTED = new HeartbeatAccepted();

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
        turn.takeHeartbeat(group, group.member(memberId).orElseThrow());
        turn.reply(
                command.token(),
                group.groupId(),
                group.state() == GroupState.PREPARING_REBALANCE
                        ? Refusal.of(Reason.REBALANCE_IN_PROGRESS, group, memberId)
                        : ACCEPTED);
    }
}
