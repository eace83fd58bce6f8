package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.GroupReply.Reason.*;

import dev.regroup.coordinator.group.GroupReply.FetchedOffset;
import dev.regroup.coordinator.group.GroupReply.LeaverResult;
import dev.regroup.coordinator.group.GroupReply.Left;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.OffsetsDeleted;
import dev.regroup.coordinator.group.GroupReply.OffsetsFetched;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// For which reasons each command may be refused, whole or in part. [RefusalTest] provokes each,
/// and wherever [Invariants] are checked, random histories included, no other may occur.
final class ExpectedRefusals {
    /// One command's refusal for one reason.
    record Refused(Class<? extends GroupCommand> command, Reason reason) {
        @Override
        public String toString() {
            return command.getSimpleName() + " " + reason;
        }
    }

    private static final Map<Class<? extends GroupCommand>, Set<Reason>> BY_COMMAND =
            Map.ofEntries(
                    Map.entry(
                            GroupCommand.Join.class,
                            EnumSet.of(
                                    INVALID_GROUP_ID,
                                    INVALID_SESSION_TIMEOUT,
                                    INCONSISTENT_GROUP_PROTOCOL,
                                    UNKNOWN_MEMBER_ID,
                                    FENCED_INSTANCE_ID,
                                    REBALANCE_IN_PROGRESS,
                                    MEMBER_ID_REQUIRED,
                                    GROUP_MAX_SIZE_REACHED,
                                    GROUP_DYING,
                                    NOT_COORDINATOR)),
                    Map.entry(
                            GroupCommand.Sync.class,
                            EnumSet.of(
                                    INVALID_GROUP_ID,
                                    INCONSISTENT_GROUP_PROTOCOL,
                                    UNKNOWN_MEMBER_ID,
                                    FENCED_INSTANCE_ID,
                                    ILLEGAL_GENERATION,
                                    REBALANCE_IN_PROGRESS,
                                    GROUP_DYING,
                                    NOT_COORDINATOR)),
                    Map.entry(
                            GroupCommand.Heartbeat.class,
                            EnumSet.of(
                                    INVALID_GROUP_ID,
                                    UNKNOWN_MEMBER_ID,
                                    FENCED_INSTANCE_ID,
                                    ILLEGAL_GENERATION,
                                    REBALANCE_IN_PROGRESS,
                                    GROUP_DYING,
                                    NOT_COORDINATOR)),
                    Map.entry(
                            GroupCommand.Leave.class,
                            EnumSet.of(
                                    INVALID_GROUP_ID,
                                    UNKNOWN_MEMBER_ID,
                                    FENCED_INSTANCE_ID,
                                    GROUP_DYING)),
                    Map.entry(
                            GroupCommand.CommitOffsets.class,
                            EnumSet.of(
                                    UNKNOWN_MEMBER_ID,
                                    FENCED_INSTANCE_ID,
                                    ILLEGAL_GENERATION,
                                    STALE_MEMBER_EPOCH,
                                    REBALANCE_IN_PROGRESS,
                                    GROUP_ID_NOT_FOUND,
                                    OFFSET_METADATA_TOO_LARGE,
                                    UNKNOWN_TOPIC,
                                    VERSION_WITHOUT_EPOCHS,
                                    GROUP_DYING)),
                    Map.entry(
                            GroupCommand.CommitInTransaction.class,
                            EnumSet.of(
                                    UNKNOWN_MEMBER_ID,
                                    FENCED_INSTANCE_ID,
                                    ILLEGAL_GENERATION,
                                    STALE_MEMBER_EPOCH,
                                    OFFSET_METADATA_TOO_LARGE,
                                    UNKNOWN_TOPIC,
                                    GROUP_DYING)),
                    Map.entry(
                            GroupCommand.FetchOffsets.class,
                            EnumSet.of(
                                    UNKNOWN_MEMBER_ID,
                                    STALE_MEMBER_EPOCH,
                                    ILLEGAL_GENERATION,
                                    UNSTABLE_OFFSET_COMMIT)),
                    Map.entry(GroupCommand.Describe.class, EnumSet.of(GROUP_ID_NOT_FOUND)),
                    Map.entry(
                            GroupCommand.DeleteGroup.class,
                            EnumSet.of(GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP, NOT_COORDINATOR)),
                    Map.entry(
                            GroupCommand.DeleteOffsets.class,
                            EnumSet.of(
                                    GROUP_ID_NOT_FOUND,
                                    NON_EMPTY_GROUP,
                                    GROUP_SUBSCRIBED_TO_TOPIC)),
                    Map.entry(
                            GroupCommand.ConsumerHeartbeat.class,
                            EnumSet.of(
                                    UNKNOWN_MEMBER_ID,
                                    FENCED_INSTANCE_ID,
                                    FENCED_MEMBER_EPOCH,
                                    UNRELEASED_INSTANCE_ID,
                                    GROUP_MAX_SIZE_REACHED,
                                    GROUP_ID_NOT_FOUND,
                                    GROUP_NOT_READY,
                                    GROUP_DYING)),
                    Map.entry(
                            GroupCommand.ConsumerLeave.class,
                            EnumSet.of(
                                    UNKNOWN_MEMBER_ID,
                                    FENCED_INSTANCE_ID,
                                    GROUP_ID_NOT_FOUND,
                                    GROUP_DYING)),
                    Map.entry(GroupCommand.DescribeConsumers.class, EnumSet.of(GROUP_ID_NOT_FOUND)),
                    Map.entry(
                            GroupCommand.EndSession.class,
                            EnumSet.of(UNKNOWN_MEMBER_ID, GROUP_ID_NOT_FOUND)),
                    Map.entry(GroupCommand.Rebalance.class, EnumSet.of(GROUP_ID_NOT_FOUND)));

    private ExpectedRefusals() {}

    static Set<Refused> all() {
        Set<Refused> all = new HashSet<>();
        BY_COMMAND.forEach((command, reasons) ->
                reasons.forEach(reason -> all.add(new Refused(command, reason))));
        return all;
    }

    /// What `reply` refuses of the command.
    static List<Refused> in(Class<? extends GroupCommand> command, GroupReply reply) {
        Collection<Reason> reasons =
                switch (reply) {
                    case Rejected rejected -> List.of(rejected.reason());
                    case OffsetsCommitted committed -> committed.results().values();
                    case OffsetsFetched fetched ->
                            fetched.offsets().stream()
                                    .map(FetchedOffset::rejection)
                                    .flatMap(Optional::stream)
                                    .toList();
                    case OffsetsDeleted deleted -> deleted.rejections().values();
                    case Left left ->
                            left.results().stream()
                                    .map(LeaverResult::rejection)
                                    .flatMap(Optional::stream)
                                    .toList();
                    default -> List.of();
                };
        return reasons.stream().map(reason -> new Refused(command, reason)).toList();
    }
}
