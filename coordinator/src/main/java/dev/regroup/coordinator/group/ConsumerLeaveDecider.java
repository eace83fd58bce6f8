package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ConsumerEvent.CurrentStored;
import dev.regroup.coordinator.consumer.ConsumerMember;
import dev.regroup.coordinator.group.GroupCommand.ConsumerLeave;
import dev.regroup.coordinator.group.GroupReply.ConsumerLeft;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.Optional;

/// Members of the consumer protocol that say goodbye, for good or, static ones, for a while.
final class ConsumerLeaveDecider {
    private final ConsumerMembership membership;

    ConsumerLeaveDecider(ConsumerMembership membership) {
        this.membership = membership;
    }

    void decide(Turn turn, ConsumerLeave command) {
        Optional<GroupView> found = turn.groups().find(command.groupId());
        Optional<Rejected> refusal = ConsumerRefusal.ofLeave(found, command);
        if (refusal.isPresent()) {
            turn.reject(command.token(), command.groupId(), refusal.get());
            return;
        }
        GroupView group = found.orElseThrow();
        ConsumerMember member =
                group.consumers().orElseThrow().member(command.memberId()).orElseThrow();
        if (command.forAWhile()) {
            ConsumerMembership.emit(
                    turn, group, new CurrentStored(command.memberId(), member.current().away()));
            turn.emit(new VolatileEvent.RevocationEnded(command.groupId(), command.memberId()));
        } else {
            membership.remove(turn, group, command.memberId(), Cause.consumer(member) + " left");
        }
        turn.reply(command.token(), command.groupId(), new ConsumerLeft());
    }
}
