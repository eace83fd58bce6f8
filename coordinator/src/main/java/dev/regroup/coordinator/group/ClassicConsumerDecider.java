package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ClassicMembership;
import dev.regroup.coordinator.consumer.ClassicMembership.ClassicProtocol;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.consumer.ConsumerMember;
import dev.regroup.coordinator.consumer.CurrentAssignment;
import dev.regroup.coordinator.consumer.Held;
import dev.regroup.coordinator.consumer.MemberMetadata;
import dev.regroup.coordinator.consumer.MemberState;
import dev.regroup.coordinator.group.GroupCommand.ConsumerSubscription;
import dev.regroup.coordinator.group.GroupCommand.Heartbeat;
import dev.regroup.coordinator.group.GroupCommand.Join;
import dev.regroup.coordinator.group.GroupCommand.Sync;
import dev.regroup.coordinator.group.GroupReply.ConsumerSynced;
import dev.regroup.coordinator.group.GroupReply.HeartbeatAccepted;
import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.List;
import java.util.Optional;

/// Members that speak the classic protocol to a group of the consumer protocol (KIP-848, "Online
/// migration"): a join says what they have and takes them a step further, a sync tells them what
/// they may use, a heartbeat when to join again. None of them leads.
final class ClassicConsumerDecider {
    private static final HeartbeatAccepted ACCEPTED = new HeartbeatAccepted();

    private final ConsumerConfig config;
    private final ConsumerMembership membership;

    ClassicConsumerDecider(ConsumerConfig config, ConsumerMembership membership) {
        this.config = config;
        this.membership = membership;
    }

    void join(Turn turn, GroupView group, Join command) {
        Optional<Rejected> refusal =
                ClassicConsumerRefusal.ofJoin(group, command, config.sizeMax());
        if (refusal.isPresent()) {
            turn.reject(command.token(), group.groupId(), refusal.get());
            return;
        }
        boolean isNameless = command.memberId().isEmpty();
        if (isNameless
                && command.groupInstanceId().isEmpty()
                && command.rules().memberIdRequired()) {
            turn.reply(
                    command.token(),
                    group.groupId(),
                    new Rejected(
                            Reason.MEMBER_ID_REQUIRED,
                            command.freshMemberId(),
                            "group %s: join again as %s"
                                    .formatted(group.groupId(), command.freshMemberId())));
            return;
        }
        enter(turn, group, command, isNameless ? command.freshMemberId() : command.memberId());
    }

    private void enter(Turn turn, GroupView group, Join command, String memberId) {
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        Optional<ConsumerMember> before =
                command.groupInstanceId()
                        .flatMap(consumers::staticMemberId)
                        .or(() -> Optional.of(memberId))
                        .flatMap(consumers::member);
        MemberMetadata metadata = metadata(command);
        membership.store(turn, group.groupId(), before, memberId, metadata);
        if (before.filter(known -> known.metadata().subscribesLike(metadata)).isEmpty()) {
            String member = Cause.consumer(memberId, command.groupInstanceId());
            membership.change(
                    turn,
                    group,
                    Cause.of(
                            before.isPresent()
                                    ? member + " changed its subscription"
                                    : member + " joined with the classic protocol",
                            command.reason()));
        }
        ConsumerMember member = ConsumerMembership.member(group, memberId);
        CurrentAssignment current =
                membership.reconcile(
                        turn,
                        group,
                        member,
                        before.isPresent()
                                ? member.current()
                                : ConsumerMembership.fresh(Held.NOTHING),
                        command.subscription().map(ConsumerSubscription::owned));
        ConsumerMembership.hear(turn, group, memberId, command.sessionTimeoutMs());
        // It is to sync in time.
        ConsumerMembership.startRevocation(turn, group, member);
        turn.reply(
                command.token(),
                group.groupId(),
                new Joined(
                        current.epoch(),
                        command.protocolType(),
                        command.protocols().getFirst().name(),
                        "",
                        memberId,
                        List.of(),
                        false));
    }

    private static MemberMetadata metadata(Join command) {
        ConsumerSubscription subscription = command.subscription().orElseThrow();
        return new MemberMetadata(
                command.groupInstanceId(),
                subscription.rackId(),
                command.client().clientId(),
                command.client().clientHost(),
                command.rebalanceTimeoutMs(),
                subscription.topicNames(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(
                        new ClassicMembership(
                                command.sessionTimeoutMs(),
                                command.protocols().stream()
                                        .map(each ->
                                                new ClassicProtocol(each.name(), each.metadata()))
                                        .toList())));
    }

    void sync(Turn turn, GroupView group, Sync command) {
        Optional<Rejected> refusal =
                ClassicConsumerRefusal.ofMember(
                                group,
                                command.memberId(),
                                command.groupInstanceId(),
                                command.generationId())
                        .or(() -> ClassicConsumerRefusal.ofProtocol(group, command));
        if (refusal.isPresent()) {
            turn.reject(command.token(), group.groupId(), refusal.get());
            return;
        }
        ConsumerMember member = ConsumerMembership.member(group, command.memberId());
        ClassicMembership classic = member.metadata().classic().orElseThrow();
        ConsumerMembership.hear(turn, group, member.memberId(), classic.sessionTimeoutMs());
        if (hasToJoinAgain(group, member) && !isRevoking(member)) {
            turn.reply(
                    command.token(),
                    group.groupId(),
                    Refusal.of(Reason.REBALANCE_IN_PROGRESS, group, member.memberId()));
            return;
        }
        if (!isRevoking(member)) {
            turn.emit(new VolatileEvent.RevocationEnded(group.groupId(), member.memberId()));
        }
        turn.reply(
                command.token(),
                group.groupId(),
                new ConsumerSynced(
                        classic.protocolName(), member.current().assigned().partitions()));
    }

    void beat(Turn turn, GroupView group, Heartbeat command) {
        Optional<Rejected> refusal =
                ClassicConsumerRefusal.ofMember(
                        group,
                        command.memberId(),
                        command.groupInstanceId(),
                        command.generationId());
        if (refusal.isPresent()) {
            turn.reject(command.token(), group.groupId(), refusal.get());
            return;
        }
        ConsumerMember member = ConsumerMembership.member(group, command.memberId());
        ConsumerMembership.hear(
                turn,
                group,
                member.memberId(),
                member.metadata().classic().orElseThrow().sessionTimeoutMs());
        if (!hasToJoinAgain(group, member)) {
            turn.reply(command.token(), group.groupId(), ACCEPTED);
            return;
        }
        if (!group.isOnTheClock(member.memberId())) {
            ConsumerMembership.startRevocation(turn, group, member);
        }
        turn.reply(
                command.token(),
                group.groupId(),
                Refusal.of(Reason.REBALANCE_IN_PROGRESS, group, member.memberId()));
    }

    /// There is something to give up, or to get, for which a classic member has to join.
    private static boolean hasToJoinAgain(GroupView group, ConsumerMember member) {
        CurrentAssignment current = member.current();
        return isRevoking(member)
                || !ConsumerMembership.step(group, member.memberId())
                        .next(current, Optional.of(current.assigned().partitions()))
                        .equals(current);
    }

    private static boolean isRevoking(ConsumerMember member) {
        return member.current().state() == MemberState.UNREVOKED_PARTITIONS;
    }
}
