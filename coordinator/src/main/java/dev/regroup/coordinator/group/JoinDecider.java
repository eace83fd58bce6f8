package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ConsumerEvent;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.group.DurableEvent.ConsumerChanged;
import dev.regroup.coordinator.group.GroupCommand.Join;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.VolatileEvent.NewMember;
import dev.regroup.coordinator.group.VolatileEvent.Subscription;
import java.util.List;
import java.util.Optional;

/// JoinGroup: new members, members that come back in each of the group's states, and, in
/// [StaticReplacement], static members under a new id.
final class JoinDecider {
    /// A new member that waits in its first JoinGroup is dropped after so long: its client, if it
    /// has given up, does not know its id and will come back as another member.
    static final int NEW_MEMBER_JOIN_TIMEOUT_MS = 300_000;

    private final GroupConfig config;
    private final JoinPhase joinPhase;
    private final ClassicConsumerDecider classicConsumers;
    private final StaticReplacement staticReplacement;

    JoinDecider(GroupConfig config, JoinPhase joinPhase, ClassicConsumerDecider classicConsumers) {
        this.config = config;
        this.joinPhase = joinPhase;
        this.classicConsumers = classicConsumers;
        this.staticReplacement = new StaticReplacement(joinPhase);
    }

    void decide(Turn turn, Join command) {
        Optional<Rejected> refusal = refusal(command);
        if (refusal.isPresent()) {
            turn.reject(command.token(), command.groupId(), refusal.get());
            return;
        }
        Optional<GroupView> found = turn.groups().find(command.groupId());
        if (found.flatMap(GroupView::consumers).isPresent()) {
            joinConsumers(turn, found.get(), command);
        } else if (found.isEmpty()) {
            joinUnknownGroup(turn, command);
        } else if (!hasRoomFor(found.get(), command.memberId())) {
            turnAway(turn, found.get(), command);
        } else if (!ProtocolVote.couldAgree(
                found.get(), command.protocolType(), command.protocols())) {
            turn.reject(
                    command.token(),
                    found.get(),
                    Reason.INCONSISTENT_GROUP_PROTOCOL,
                    command.memberId());
        } else if (command.memberId().isEmpty()) {
            joinWithoutId(turn, found.get(), command);
        } else {
            joinWithId(turn, found.get(), command);
        }
    }

    private Optional<Rejected> refusal(Join command) {
        if (command.groupId().isEmpty()) {
            return Optional.of(Refusal.invalidGroupId(command.memberId()));
        }
        if (command.sessionTimeoutMs() < config.sessionTimeoutMinMs()
                || command.sessionTimeoutMs() > config.sessionTimeoutMaxMs()) {
            return Optional.of(
                    new Rejected(
                            Reason.INVALID_SESSION_TIMEOUT,
                            command.memberId(),
                            "group %s: expected a session timeout of %d to %d ms, found %d"
                                    .formatted(
                                            command.groupId(),
                                            config.sessionTimeoutMinMs(),
                                            config.sessionTimeoutMaxMs(),
                                            command.sessionTimeoutMs())));
        }
        return Optional.empty();
    }

    /// A group of the consumer protocol without members makes room; its offsets stay, and its epoch
    /// goes on as the generation.
    private void joinConsumers(Turn turn, GroupView group, Join command) {
        if (group.memberCount() > 0) {
            classicConsumers.join(turn, group, command);
            return;
        }
        if (!command.memberId().isEmpty()
                || !ProtocolVote.isUsable(command.protocolType(), command.protocols())) {
            joinUnknownGroup(turn, command);
            return;
        }
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        List<ConsumerEvent> removal = consumers.removal();
        turn.emit(StoredForm.of(command.groupId(), consumers.epoch(), turn.wallClockMs()));
        removal.forEach(each -> turn.emit(new ConsumerChanged(command.groupId(), each)));
        turn.emit(new VolatileEvent.GroupLoaded(command.groupId()));
        joinWithoutId(turn, group, command);
    }

    private void joinUnknownGroup(Turn turn, Join command) {
        if (!command.memberId().isEmpty()) {
            turn.reject(
                    command.token(),
                    command.groupId(),
                    Refusal.unknownGroup(
                            Reason.UNKNOWN_MEMBER_ID, command.groupId(), command.memberId()));
        } else if (!ProtocolVote.isUsable(command.protocolType(), command.protocols())) {
            turn.reject(
                    command.token(),
                    command.groupId(),
                    new Rejected(
                            Reason.INCONSISTENT_GROUP_PROTOCOL,
                            "",
                            "group %s: expected a protocol type and strategies, found none"
                                    .formatted(command.groupId())));
        } else {
            turn.emit(StoredForm.ofNew(command.groupId(), turn.wallClockMs()));
            joinWithoutId(turn, turn.groups().find(command.groupId()).orElseThrow(), command);
        }
    }

    /// During a rebalance those who wait are counted, because members that have not joined again
    /// will be gone, or, if the limit was lowered, the last to join are to be.
    private boolean hasRoomFor(GroupView group, String memberId) {
        Optional<MemberView> known = group.member(memberId);
        return switch (group.state()) {
            case EMPTY, ASSIGNING, RECONCILING, DEAD -> true;
            case PREPARING_REBALANCE ->
                    known.flatMap(MemberView::waitingJoin).isPresent()
                            || group.waitingJoinCount() < config.sizeMax();
            case COMPLETING_REBALANCE, STABLE ->
                    known.isPresent() || group.memberCount() < config.sizeMax();
        };
    }

    /// A full group forgets whom it turns away.
    private void turnAway(Turn turn, GroupView group, Join command) {
        Rejected why = Refusal.of(Reason.GROUP_MAX_SIZE_REACHED, group, command.memberId());
        turn.reject(command.token(), group.groupId(), new Rejected(why.reason(), "", why.detail()));
        group.member(command.memberId()).ifPresent(member -> joinPhase.expel(turn, group, member));
        if (group.isPending(command.memberId())) {
            turn.emit(new VolatileEvent.PendingMemberRemoved(group.groupId(), command.memberId()));
        }
        joinPhase.completeIfAllJoined(turn, group);
    }

    private void joinWithoutId(Turn turn, GroupView group, Join command) {
        if (group.stored().isEmpty()) {
            // So far it only held offsets; whoever has members is on record.
            turn.emit(StoredForm.ofNew(command.groupId(), turn.wallClockMs()));
        }
        Optional<MemberView> predecessor =
                command.groupInstanceId().flatMap(group::staticMemberId).flatMap(group::member);
        if (predecessor.isPresent()) {
            staticReplacement.decide(turn, group, predecessor.get(), command);
        } else if (command.groupInstanceId().isEmpty() && command.rules().memberIdRequired()) {
            requireMemberId(turn, group, command);
        } else {
            add(turn, group, command, command.freshMemberId());
        }
    }

    private void requireMemberId(Turn turn, GroupView group, Join command) {
        String memberId = command.freshMemberId();
        turn.emit(
                new VolatileEvent.MemberPending(
                        group.groupId(),
                        memberId,
                        turn.sessionDeadlineMs(command.sessionTimeoutMs())));
        joinPhase.announce(turn, group);
        turn.reply(
                command.token(),
                group.groupId(),
                new Rejected(
                        Reason.MEMBER_ID_REQUIRED,
                        memberId,
                        "group %s: join again as %s".formatted(group.groupId(), memberId)));
    }

    private void joinWithId(Turn turn, GroupView group, Join command) {
        String memberId = command.memberId();
        if (command.groupInstanceId().isEmpty() && group.isPending(memberId)) {
            add(turn, group, command, memberId);
            return;
        }
        Optional<Rejected> refusal = Refusal.ofMember(group, memberId, command.groupInstanceId());
        if (refusal.isPresent()) {
            turn.reject(command.token(), group.groupId(), refusal.get());
            return;
        }
        rejoin(turn, group, group.member(memberId).orElseThrow(), command);
    }

    private void add(Turn turn, GroupView group, Join command, String memberId) {
        turn.emit(
                new VolatileEvent.MemberAdded(
                        group.groupId(),
                        new NewMember(
                                memberId,
                                command.groupInstanceId(),
                                command.client(),
                                command.protocolType(),
                                subscription(command)),
                        turn.sessionDeadlineMs(NEW_MEMBER_JOIN_TIMEOUT_MS)));
        MemberView member = group.member(memberId).orElseThrow();
        turn.hear(group, member);
        turn.waitForJoin(group, memberId, command.token());
        joinPhase.arrive(turn, group, Cause.of(Cause.member(member) + " joined", command.reason()));
    }

    /// A member that has not changed and does not lead only asks where the group is.
    private void rejoin(Turn turn, GroupView group, MemberView member, Join command) {
        boolean isUnchanged = member.protocols().equals(command.protocols());
        boolean mayStay =
                switch (group.state()) {
                    case COMPLETING_REBALANCE -> isUnchanged;
                    case STABLE -> isUnchanged && !group.isLeader(member.memberId());
                    case PREPARING_REBALANCE -> false;
                    case EMPTY, ASSIGNING, RECONCILING, DEAD ->
                            throw new IllegalStateException(
                                    "group %s is %s but has member %s"
                                            .formatted(
                                                    group.groupId(),
                                                    group.state(),
                                                    member.memberId()));
                };
        turn.hear(group, member);
        if (mayStay) {
            turn.reply(
                    command.token(), group.groupId(), JoinPhase.joined(group, member.memberId()));
            return;
        }
        String how =
                isUnchanged && group.isLeader(member.memberId())
                        ? "leader %s joined again".formatted(member.memberId())
                        : Cause.member(member) + " joined again with changed metadata";
        turn.emit(
                new VolatileEvent.SubscriptionChanged(
                        group.groupId(), member.memberId(), subscription(command)));
        turn.waitForJoin(group, member.memberId(), command.token());
        joinPhase.startOrComplete(turn, group, Cause.of(how, command.reason()));
    }

    static Subscription subscription(Join command) {
        return new Subscription(
                command.sessionTimeoutMs(), command.rebalanceTimeoutMs(), command.protocols());
    }
}
