package dev.regroup.simulation;

import dev.regroup.coordinator.group.GroupCommand;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.ConsumerHeartbeat;
import dev.regroup.coordinator.group.GroupCommand.DeleteGroup;
import dev.regroup.coordinator.group.GroupCommand.Heartbeat;
import dev.regroup.coordinator.group.GroupCommand.Join;
import dev.regroup.coordinator.group.GroupCommand.Sync;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.ConsumerAccepted;
import dev.regroup.coordinator.group.GroupReply.ConsumerSynced;
import dev.regroup.coordinator.group.GroupReply.HeartbeatAccepted;
import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.GroupReply.Synced;
import dev.regroup.simulation.Edge.EdgeCheck;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Once a static member's successor has its place for good, nothing is accepted any more that its
/// predecessor says after that. A classic one has it with its generation's assignment, and not
/// before: a coordinator that fails until then knows the predecessor only.
final class Fencing implements EdgeCheck {
    private final World world;
    private final Map<Seat, Holder> holders = new HashMap<>();
    private long submissions;

    private record Seat(String groupId, String instanceId) {}

    /// @param askedAt the submission with which it came
    /// @param isStored whether its place outlives the coordinator
    private record Holder(String memberId, long askedAt, boolean isStored) {
        Holder stored() {
            return new Holder(memberId, askedAt, true);
        }
    }

    /// Who says something, and how.
    private record Said(Seat seat, String memberId, boolean isEntrance, boolean isCommit) {}

    Fencing(World world) {
        this.world = world;
    }

    @Override
    public Consumer<GroupReply> submitted(GroupCommand.OnGroup command) {
        long number = ++submissions;
        if (command instanceof DeleteGroup) {
            holders.keySet().removeIf(seat -> seat.groupId().equals(command.groupId()));
        }
        Optional<Said> said = said(command);
        if (said.isEmpty()) {
            return reply -> {};
        }
        Optional<Holder> holder =
                Optional.ofNullable(holders.get(said.get().seat)).filter(Holder::isStored);
        return reply -> heard(said.get(), number, holder, reply);
    }

    private void heard(Said said, long number, Optional<Holder> before, GroupReply reply) {
        Optional<String> accepted = accepted(said, reply);
        if (accepted.isEmpty()) {
            before.ifPresent(holder -> checkRefusal(said, holder, reply));
            return;
        }
        Holder now = holders.get(said.seat);
        if (said.isEntrance && (now == null || now.askedAt < number)) {
            holders.put(said.seat, new Holder(accepted.get(), number, isStored(reply)));
        } else if (now != null && now.memberId.equals(said.memberId) && isStored(reply)) {
            holders.put(said.seat, now.stored());
        } else if (before.isPresent()
                && !said.isEntrance
                && !before.get().memberId.equals(said.memberId)) {
            world.complaints.add(
                    said.seat.groupId,
                    "a static member that was replaced is fenced",
                    "%s of %s was heard, though %s has its place: %s"
                            .formatted(
                                    said.memberId,
                                    said.seat.instanceId,
                                    before.get().memberId,
                                    reply));
        }
    }

    /// Whose place is taken is to hear that, and not only that it is unknown: it would come back,
    /// and take it again. Except for commits, which the consumer protocol takes by member ids
    /// alone, as Kafka does; its heartbeat hears it.
    private void checkRefusal(Said said, Holder holder, GroupReply reply) {
        boolean isUnknown =
                reply instanceof Rejected rejected
                        && rejected.reason() == Reason.UNKNOWN_MEMBER_ID
                        && !said.isEntrance
                        && !said.isCommit
                        && !holder.memberId.equals(said.memberId);
        if (isUnknown && holderNow(said.seat).equals(Optional.of(holder.memberId))) {
            world.complaints.add(
                    said.seat.groupId,
                    "a static member that was replaced is fenced",
                    "%s of %s was unknown, though %s has its place"
                            .formatted(said.memberId, said.seat.instanceId, holder.memberId));
        }
    }

    /// Whether who is answered so is a member in the log, too.
    private static boolean isStored(GroupReply reply) {
        return switch (reply) {
            case Joined joined -> joined.skipAssignment();
            case Synced ignored -> true;
            case ConsumerSynced ignored -> true;
            case ConsumerAccepted ignored -> true;
            default -> false;
        };
    }

    private Optional<String> holderNow(Seat seat) {
        int shard = world.edge.node().placement().shardOfGroup(seat.groupId);
        return world.edge
                .node()
                .groups(shard)
                .flatMap(groups -> groups.group(seat.groupId))
                .flatMap(group ->
                        group.consumers().isPresent()
                                ? group.consumers().get().staticMemberId(seat.instanceId)
                                : group.staticMemberId(seat.instanceId));
    }

    private static Optional<Said> said(GroupCommand.OnGroup command) {
        return switch (command) {
            case Join join ->
                    said(join, join.groupInstanceId(), join.memberId(), join.memberId().isEmpty());
            case Sync sync -> said(sync, sync.groupInstanceId(), sync.memberId(), false);
            case Heartbeat beat -> said(beat, beat.groupInstanceId(), beat.memberId(), false);
            case CommitOffsets commit ->
                    said(commit, commit.groupInstanceId(), commit.memberId(), false);
            case ConsumerHeartbeat beat ->
                    said(beat, beat.claims().groupInstanceId(), beat.memberId(), beat.joins());
            default -> Optional.empty();
        };
    }

    private static Optional<Said> said(
            GroupCommand.OnGroup command,
            Optional<String> instanceId,
            String memberId,
            boolean isEntrance) {
        return instanceId.map(id ->
                new Said(
                        new Seat(command.groupId(), id),
                        memberId,
                        isEntrance,
                        command instanceof CommitOffsets));
    }

    /// The id of the member that was accepted, if it was.
    private static Optional<String> accepted(Said said, GroupReply reply) {
        return switch (reply) {
            case Joined joined -> Optional.of(joined.memberId());
            case ConsumerAccepted accepted -> Optional.of(accepted.memberId());
            case Synced ignored -> Optional.of(said.memberId);
            case ConsumerSynced ignored -> Optional.of(said.memberId);
            case HeartbeatAccepted ignored -> Optional.of(said.memberId);
            case OffsetsCommitted committed when committed.results().isEmpty() ->
                    Optional.of(said.memberId);
            // Whoever is told to join again is a member.
            case Rejected rejected when rejected.reason() == Reason.REBALANCE_IN_PROGRESS ->
                    said.isEntrance ? Optional.empty() : Optional.of(said.memberId);
            default -> Optional.empty();
        };
    }
}
