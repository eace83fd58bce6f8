package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.JoinedMember;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A rebalance's first half, shared by all that can start or complete it: everybody is made to join
/// again, then the next generation begins.
final class JoinPhase {
    /// A client may ask for a rebalance timeout of 0, which must not keep the shard busy.
    private static final int NEXT_TRY_MIN_MS = 1_000;

    private final GroupConfig config;

    JoinPhase(GroupConfig config) {
        this.config = config;
    }

    /// Something about the membership has changed: starts a rebalance, or completes the running one
    /// if nobody else is awaited.
    void startOrComplete(Turn turn, GroupView group, String cause) {
        if (group.state() == GroupState.PREPARING_REBALANCE) {
            completeIfAllJoined(turn, group);
        } else {
            start(turn, group, cause);
        }
    }

    void start(Turn turn, GroupView group, String cause) {
        boolean isInitial = group.state() == GroupState.EMPTY;
        if (group.state() == GroupState.COMPLETING_REBALANCE) {
            turnAwaySyncs(turn, group);
        }
        turn.emit(new VolatileEvent.PhaseEnded(group.groupId()));
        turn.moveTo(group, GroupState.PREPARING_REBALANCE, cause);
        tellHeld(turn, group);
        if (isInitial) {
            startInitial(turn, group);
        } else if (group.isJoinComplete()) {
            complete(turn, group, allJoined(group));
        } else {
            awaitJoins(turn, group, 0);
        }
    }

    /// Not for the first rebalance of an empty group, which waits for more members to come.
    void completeIfAllJoined(Turn turn, GroupView group) {
        if (group.state() == GroupState.PREPARING_REBALANCE
                && group.initialRound().isEmpty()
                && group.isJoinComplete()) {
            complete(turn, group, allJoined(group));
        }
    }

    /// The group's first rebalance waits a little for others.
    private void startInitial(Turn turn, GroupView group) {
        moveInitial(
                turn,
                group,
                InitialRound.startedAt(turn.nowMs(), group.rebalanceTimeoutMs(), config));
        if (config.initialRebalanceDelayMs() == 0) {
            complete(turn, group, "the initial rebalance delay is 0");
        }
    }

    /// Somebody was told its id; if the group's first rebalance runs, it hears of it.
    void announce(Turn turn, GroupView group) {
        group.initialRound()
                .ifPresent(round -> moveInitial(turn, group, round.announced(turn.nowMs())));
    }

    /// Somebody new has joined.
    void arrive(Turn turn, GroupView group, String cause) {
        Optional<InitialRound> round = group.initialRound();
        if (round.isPresent()) {
            moveInitial(turn, group, round.get().joined(turn.nowMs()));
        } else {
            startOrComplete(turn, group, cause);
        }
    }

    private static void moveInitial(Turn turn, GroupView group, InitialRound round) {
        turn.emit(new VolatileEvent.InitialRoundMoved(group.groupId(), round));
        turn.emit(
                new VolatileEvent.PhaseDeadlineSet(
                        group.groupId(), round.deadlineMs(group.rebalanceTimeoutMs())));
    }

    /// The phase's time is over: who did not come is out, except static members, whose place is
    /// kept for their session (KIP-345).
    void expire(Turn turn, GroupView group) {
        Optional<InitialRound> prolonged =
                group.initialRound().flatMap(round -> round.prolonged(turn.nowMs()));
        if (prolonged.isPresent()) {
            moveInitial(turn, group, prolonged.get());
            return;
        }
        String cause =
                group.initialRound()
                        .map(InitialRound::cause)
                        .orElseGet(() ->
                                "the rebalance timeout of %d ms passed"
                                        .formatted(group.rebalanceTimeoutMs()));
        List<String> missing =
                group.members().stream()
                        .filter(member -> !member.isStatic() && member.waitingJoin().isEmpty())
                        .map(MemberView::memberId)
                        .toList();
        for (String memberId : missing) {
            turn.emit(new VolatileEvent.MemberRemoved(group.groupId(), memberId));
        }
        complete(
                turn,
                group,
                missing.isEmpty()
                        ? cause
                        : cause + " and " + Cause.members(missing) + " had not joined again");
    }

    /// Takes a member out, answering requests of it that wait.
    void expel(Turn turn, GroupView group, MemberView member) {
        Rejected removed =
                new Rejected(
                        Reason.UNKNOWN_MEMBER_ID,
                        "",
                        "group %s: member %s was removed"
                                .formatted(group.groupId(), member.memberId()));
        turn.answerWaiting(group, member, removed);
        turn.releaseHeartbeat(group, member, removed);
        turn.emit(new VolatileEvent.MemberRemoved(group.groupId(), member.memberId()));
    }

    private void complete(Turn turn, GroupView group, String cause) {
        if (group.memberCount() == 0) {
            becomeEmpty(turn, group);
        } else if (hasJoinedLeader(turn, group)) {
            startGeneration(turn, group, cause);
        } else {
            // Only static members, and none has come back: their sessions decide.
            awaitJoins(turn, group, NEXT_TRY_MIN_MS);
        }
    }

    private static String allJoined(GroupView group) {
        return group.memberCount() == 1
                ? "its only member joined"
                : "all %d members joined".formatted(group.memberCount());
    }

    private static void awaitJoins(Turn turn, GroupView group, int atLeastMs) {
        int timeoutMs = Math.max(atLeastMs, group.rebalanceTimeoutMs());
        turn.emit(new VolatileEvent.PhaseDeadlineSet(group.groupId(), turn.nowMs() + timeoutMs));
    }

    private static void becomeEmpty(Turn turn, GroupView group) {
        turn.emit(new VolatileEvent.PhaseEnded(group.groupId()));
        turn.emit(
                new VolatileEvent.GenerationStarted(
                        group.groupId(), group.generationId() + 1, Optional.empty()));
        turn.moveTo(group, GroupState.EMPTY, "no member is left");
        turn.emit(StoredForm.of(group));
    }

    private static boolean hasJoinedLeader(Turn turn, GroupView group) {
        Optional<MemberView> leader = group.leaderId().flatMap(group::member);
        if (leader.filter(member -> member.waitingJoin().isPresent()).isPresent()) {
            return true;
        }
        for (MemberView member : group.members()) {
            if (member.waitingJoin().isPresent()) {
                turn.emit(new VolatileEvent.LeaderElected(group.groupId(), member.memberId()));
                return true;
            }
        }
        return false;
    }

    private static void startGeneration(Turn turn, GroupView group, String cause) {
        turn.emit(
                new VolatileEvent.GenerationStarted(
                        group.groupId(),
                        group.generationId() + 1,
                        Optional.of(ProtocolVote.winner(group))));
        turn.moveTo(group, GroupState.COMPLETING_REBALANCE, cause);
        for (MemberView member : group.members()) {
            turn.answerWaiting(group, member, joined(group, member.memberId()));
            turn.extendSession(group, member);
        }
        turn.emit(
                new VolatileEvent.PhaseDeadlineSet(
                        group.groupId(), turn.nowMs() + group.rebalanceTimeoutMs()));
    }

    /// The present generation as a member is told of it; the leader learns who the others are.
    static Joined joined(GroupView group, String memberId) {
        return new Joined(
                group.generationId(),
                group.protocolType().orElse(""),
                group.protocolName().orElse(""),
                group.leaderId().orElse(""),
                memberId,
                group.isLeader(memberId) ? subscriptions(group) : List.of(),
                false);
    }

    static List<JoinedMember> subscriptions(GroupView group) {
        String protocolName = group.protocolName().orElse("");
        List<JoinedMember> all = new ArrayList<>(group.memberCount());
        for (MemberView member : group.members()) {
            all.add(
                    new JoinedMember(
                            member.memberId(),
                            member.groupInstanceId(),
                            member.metadata(protocolName)));
        }
        return all;
    }

    /// Members whose heartbeats are held need not wait for their next ones to hear of it.
    private static void tellHeld(Turn turn, GroupView group) {
        for (MemberView member : group.members()) {
            if (member.waitingHeartbeat().isPresent()) {
                turn.releaseHeartbeat(
                        group,
                        member,
                        Refusal.of(Reason.REBALANCE_IN_PROGRESS, group, member.memberId()));
            }
        }
    }

    /// Assignments of a generation that a new rebalance overtakes are void.
    private static void turnAwaySyncs(Turn turn, GroupView group) {
        turn.emit(new VolatileEvent.AssignmentsReplaced(group.groupId(), Map.of()));
        for (MemberView member : group.members()) {
            if (member.waitingSync().isPresent()) {
                turn.answerWaiting(
                        group,
                        member,
                        Refusal.of(Reason.REBALANCE_IN_PROGRESS, group, member.memberId()));
                turn.extendSession(group, member);
            }
        }
    }
}
