package dev.regroup.coordinator.group;

import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ConsumerEvent.EpochStored;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.consumer.ConsumerMember;
import dev.regroup.coordinator.consumer.CurrentAssignment;
import dev.regroup.coordinator.consumer.MemberMetadata;
import dev.regroup.coordinator.group.GroupCommand.ConsumerClaims;
import dev.regroup.coordinator.group.GroupCommand.ConsumerHeartbeat;
import dev.regroup.coordinator.group.GroupReply.ConsumerAccepted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.List;
import java.util.Optional;

/// ConsumerGroupHeartbeat of members that are there or come (KIP-848): each takes the member as far
/// towards its target as it can go.
final class ConsumerHeartbeatDecider {
    private final ConsumerConfig config;
    private final ConsumerMembership membership;
    private final Upgrade upgrade;

    ConsumerHeartbeatDecider(
            ConsumerConfig config, ConsumerMembership membership, Upgrade upgrade) {
        this.config = config;
        this.membership = membership;
        this.upgrade = upgrade;
    }

    void decide(Turn turn, ConsumerHeartbeat command) {
        Optional<GroupView> found = turn.groups().find(command.groupId());
        Optional<Rejected> refusal =
                ConsumerRefusal.ofHeartbeat(found, command, upgrade, config.sizeMax());
        if (refusal.isPresent()) {
            turn.reject(command.token(), command.groupId(), refusal.get());
            return;
        }
        if (found.filter(group -> group.consumers().isEmpty() && group.memberCount() > 0)
                .isPresent()) {
            upgrade.ask(turn, found.get());
            turn.reject(command.token(), found.get(), Reason.GROUP_NOT_READY, command.memberId());
            return;
        }
        Optional<ConsumerMember> before = found.flatMap(group -> known(group, command));
        MemberMetadata metadata = metadata(before, command);
        membership.store(turn, command.groupId(), before, command.memberId(), metadata);
        GroupView group = turn.groups().find(command.groupId()).orElseThrow();
        leaveClassicProtocol(turn, group);
        ConsumerMembership.hearOfInterval(turn, group, command.pace());
        if (before.filter(known -> known.metadata().subscribesLike(metadata)).isEmpty()) {
            membership.change(turn, group, cause(before, command));
        }
        CurrentAssignment current = membership.reconcile(turn, group, command);
        boolean isNew = before.filter(known -> hasSame(known, current)).isEmpty();
        turn.reply(
                command.token(),
                command.groupId(),
                new ConsumerAccepted(
                        command.memberId(),
                        current.epoch(),
                        membership.heard(turn, group, command, isNew),
                        isNew || command.joins() || command.claims().areComplete()
                                ? Optional.of(current.assigned().partitions())
                                : Optional.empty()));
    }

    /// The member itself, or the static member whose place it takes.
    private static Optional<ConsumerMember> known(GroupView group, ConsumerHeartbeat command) {
        ConsumerGroupView consumers = group.consumers().orElse(null);
        if (consumers == null) {
            return Optional.empty();
        }
        return command.claims()
                .groupInstanceId()
                .flatMap(consumers::staticMemberId)
                .or(() -> Optional.of(command.memberId()))
                .flatMap(consumers::member);
    }

    /// A classic group without members makes room; its offsets stay, and its generation goes on as
    /// the group epoch.
    private static void leaveClassicProtocol(Turn turn, GroupView group) {
        List.copyOf(group.pendingMemberIds())
                .forEach(id ->
                        turn.emit(new VolatileEvent.PendingMemberRemoved(group.groupId(), id)));
        if (group.stored().isPresent()) {
            ConsumerMembership.emit(
                    turn, group, new EpochStored(group.stored().get().generationId(), 0));
            turn.emit(new DurableEvent.GroupRemoved(group.groupId()));
        }
    }

    private static MemberMetadata metadata(
            Optional<ConsumerMember> before, ConsumerHeartbeat command) {
        ConsumerClaims claims = command.claims();
        Optional<MemberMetadata> known = before.map(ConsumerMember::metadata);
        if (claims.sayNothingNew() && known.filter(each -> isOf(command, each)).isPresent()) {
            return known.get();
        }
        return new MemberMetadata(
                claims.groupInstanceId().or(() -> known.flatMap(MemberMetadata::groupInstanceId)),
                claims.rackId().or(() -> known.flatMap(MemberMetadata::rackId)),
                command.client().clientId(),
                command.client().clientHost(),
                claims.rebalanceTimeoutMs()
                        .orElseGet(() -> known.map(MemberMetadata::rebalanceTimeoutMs).orElse(-1)),
                claims.topicNames()
                        .or(() -> known.map(MemberMetadata::topicNames))
                        .orElse(List.of()),
                regex(claims, known),
                claims.serverAssignor().or(() -> known.flatMap(MemberMetadata::serverAssignor)),
                Optional.empty());
    }

    /// Whether what is known of a member is of the client that sends this.
    private static boolean isOf(ConsumerHeartbeat command, MemberMetadata known) {
        return known.classic().isEmpty()
                && known.clientId().equals(command.client().clientId())
                && known.clientHost().equals(command.client().clientHost());
    }

    /// An empty pattern takes the former one back.
    private static Optional<String> regex(ConsumerClaims claims, Optional<MemberMetadata> known) {
        return claims.topicRegex()
                .or(() -> known.flatMap(MemberMetadata::topicRegex))
                .filter(regex -> !regex.isEmpty());
    }

    private static boolean hasSame(ConsumerMember before, CurrentAssignment current) {
        Partitions had = before.current().assigned().partitions();
        return had.equals(current.assigned().partitions());
    }

    private static String cause(Optional<ConsumerMember> before, ConsumerHeartbeat command) {
        String member = Cause.consumer(command.memberId(), command.claims().groupInstanceId());
        return before.isPresent() ? member + " changed its subscription" : member + " joined";
    }
}
