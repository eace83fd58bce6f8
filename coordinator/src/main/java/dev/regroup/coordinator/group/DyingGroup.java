package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupCommand.Asked;
import dev.regroup.coordinator.group.GroupCommand.CommitInTransaction;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.ConsumerHeartbeat;
import dev.regroup.coordinator.group.GroupCommand.ConsumerLeave;
import dev.regroup.coordinator.group.GroupCommand.DeleteGroup;
import dev.regroup.coordinator.group.GroupCommand.DeleteOffsets;
import dev.regroup.coordinator.group.GroupCommand.Describe;
import dev.regroup.coordinator.group.GroupCommand.DescribeConsumers;
import dev.regroup.coordinator.group.GroupCommand.EndSession;
import dev.regroup.coordinator.group.GroupCommand.FetchOffsets;
import dev.regroup.coordinator.group.GroupCommand.Heartbeat;
import dev.regroup.coordinator.group.GroupCommand.Join;
import dev.regroup.coordinator.group.GroupCommand.Leave;
import dev.regroup.coordinator.group.GroupCommand.Rebalance;
import dev.regroup.coordinator.group.GroupCommand.Sync;
import dev.regroup.coordinator.group.GroupReply.FetchedOffset;
import dev.regroup.coordinator.group.GroupReply.OffsetsFetched;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.List;
import java.util.Optional;

/// A group that is being deleted in several commands, as everybody else sees it meanwhile: there is
/// no such group, and who would make it anew is to ask again in a moment.
final class DyingGroup {
    private DyingGroup() {}

    /// The answer to a command about a group, if the group is being deleted.
    static boolean answers(Turn turn, Asked command) {
        Optional<GroupView> group =
                turn.groups()
                        .find(command.groupId())
                        .filter(found -> found.state() == GroupState.DEAD);
        if (group.isEmpty()) {
            return false;
        }
        turn.reply(command.token(), command.groupId(), answer(command));
        return true;
    }

    private static GroupReply answer(Asked command) {
        return switch (command) {
            case Join c -> again(c, c.memberId());
            case Sync c -> again(c, c.memberId());
            case Heartbeat c -> again(c, c.memberId());
            case CommitOffsets c -> again(c, c.memberId());
            case CommitInTransaction c -> again(c, c.memberId());
            case Leave c -> again(c, "");
            case ConsumerHeartbeat c -> again(c, c.memberId());
            case ConsumerLeave c -> again(c, c.memberId());
            case FetchOffsets c -> nothing(c);
            case Describe c -> unknown(c);
            case DescribeConsumers c -> unknown(c);
            case DeleteGroup c -> unknown(c);
            case DeleteOffsets c -> unknown(c);
            case EndSession c -> unknown(c);
            case Rebalance c -> unknown(c);
        };
    }

    private static Rejected again(Asked command, String memberId) {
        return new Rejected(
                Reason.GROUP_DYING,
                memberId,
                "group %s is being deleted".formatted(command.groupId()));
    }

    private static Rejected unknown(Asked command) {
        return Refusal.unknownGroup(Reason.GROUP_ID_NOT_FOUND, command.groupId(), "");
    }

    private static OffsetsFetched nothing(FetchOffsets command) {
        return new OffsetsFetched(
                command.partitions().orElse(List.of()).stream()
                        .map(partition -> new FetchedOffset(partition, Optional.empty()))
                        .toList());
    }
}
