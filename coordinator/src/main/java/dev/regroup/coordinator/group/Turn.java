package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Envelope;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.group.Decision.Addressed;
import dev.regroup.coordinator.group.Decision.Notice;
import dev.regroup.coordinator.group.GroupReply.HeartbeatAccepted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One command being decided: takes the events, applying each at once, and the replies.
final class Turn {
    private static final HeartbeatAccepted ACCEPTED = new HeartbeatAccepted();

    private final Envelope envelope;
    private final EventApplier applier;
    private final GroupsView groups;
    private List<DurableEvent> durable = List.of();
    private List<Addressed> replies = List.of();
    private List<Effect> effects = List.of();
    private List<Notice> notices = List.of();
    private boolean hasEmitted;

    Turn(Envelope envelope, EventApplier applier, GroupsView groups) {
        this.envelope = envelope;
        this.applier = applier;
        this.groups = groups;
    }

    GroupsView groups() {
        return groups;
    }

    /// Monotonic.
    long nowMs() {
        return envelope.monotonicMs();
    }

    /// For what is stored: never behind the time that has passed since the shard began to serve, so
    /// that a wall clock that was set back makes nothing look older than it is once it is right
    /// again.
    long wallClockMs() {
        return Math.max(envelope.wallClockMs(), groups.undisturbedWallClockMs(nowMs()));
    }

    /// For how old something is: the wall clock as it stands, so that one that was ahead when the
    /// shard began to serve ages nothing once it is right again.
    long retentionClockMs() {
        return envelope.wallClockMs();
    }

    void startClock() {
        emit(new VolatileEvent.ClockStarted(envelope.wallClockMs(), envelope.monotonicMs()));
    }

    /// In session time, when a session of that length ends if it starts now.
    long sessionDeadlineMs(int sessionTimeoutMs) {
        return groups.sessionTimeMs(nowMs()) + sessionTimeoutMs;
    }

    void emit(GroupEvent event) {
        hasEmitted = true;
        applier.apply(event);
        if (event instanceof DurableEvent toLog) {
            durable = appended(durable, toLog);
        }
    }

    void extendSession(GroupView group, MemberView member) {
        emit(
                new VolatileEvent.SessionExtended(
                        group.groupId(),
                        member.memberId(),
                        sessionDeadlineMs(member.sessionTimeoutMs())));
    }

    void takeHeartbeat(GroupView group, MemberView member) {
        hear(group, member);
        emit(
                new VolatileEvent.HeartbeatTaken(
                        group.groupId(),
                        member.memberId(),
                        nowMs(),
                        sessionDeadlineMs(member.sessionTimeoutMs())));
    }

    /// A request of the member has come, by which it is known to be at the other end of the
    /// connection.
    void hear(GroupView group, MemberView member) {
        acceptHeld(group, member);
        hear(member.session());
    }

    /// The same of a member of the consumer protocol.
    void hear(SessionView session) {
        if (session.absence().isPresent() || !session.connection().equals(envelope.connection())) {
            emit(
                    new VolatileEvent.MemberHeard(
                            session.groupId(), session.memberId(), envelope.connection()));
        }
    }

    /// A request of the member has come, on any connection: it is not absent.
    void hearElsewhere(SessionView session) {
        if (session.absence().isPresent()) {
            emit(
                    new VolatileEvent.MemberHeard(
                            session.groupId(), session.memberId(), Optional.empty()));
        }
    }

    /// A member whose connection closed has not come back in time. Excuses it if the connection did
    /// not close alone: its session decides, which may have ended, too.
    ///
    /// @return whether it is excused
    boolean excuse(SessionView session, MassDrops massDrops) {
        boolean isExcused =
                session.absence().filter(each -> massDrops.include(each.sinceMs())).isPresent();
        if (isExcused) {
            emit(new VolatileEvent.AbsenceExcused(session.groupId(), session.memberId()));
        }
        return isExcused;
    }

    /// The group's state changes, which people are told with its cause.
    void moveTo(GroupView group, GroupState to, String cause) {
        GroupState from = group.state();
        emit(new VolatileEvent.StateChanged(group.groupId(), to, wallClockMs()));
        noteChange(group, from, cause);
    }

    void noteChange(GroupView group, GroupState from, String cause) {
        notices =
                appended(
                        notices,
                        new Notice(
                                group.groupId(),
                                from,
                                group.state(),
                                group.generationId(),
                                group.memberCount(),
                                cause));
    }

    void ask(Effect effect) {
        effects = appended(effects, effect);
    }

    void reply(ReplyToken token, String groupId, GroupReply reply) {
        reply(token, Set.of(groupId), reply);
    }

    void reply(ReplyToken token, Set<String> groupIds, GroupReply reply) {
        replies = appended(replies, new Addressed(token, groupIds, reply));
    }

    /// Refuses the command itself; nothing may have been changed for it.
    void reject(ReplyToken token, String groupId, Rejected why) {
        assert !hasEmitted : "refused with " + why + " after its first event";
        reply(token, groupId, why);
    }

    void reject(ReplyToken token, GroupView group, Reason reason, String memberId) {
        reject(token, group.groupId(), Refusal.of(reason, group, memberId));
    }

    /// Answers a member's waiting request, if it has one.
    void answerWaiting(GroupView group, MemberView member, GroupReply reply) {
        if (!member.waits()) {
            return;
        }
        ReplyToken token = member.waitingJoin().or(member::waitingSync).orElseThrow();
        emit(new VolatileEvent.WaitEnded(group.groupId(), member.memberId()));
        reply(token, group.groupId(), reply);
    }

    /// Answers a member's heartbeat later: when there is something to tell, when another request
    /// comes on its connection, or then.
    void holdHeartbeat(GroupView group, MemberView member, ReplyToken token, long untilMs) {
        emit(new VolatileEvent.HeartbeatHeld(group.groupId(), member.memberId(), token, untilMs));
    }

    /// Answers a member's heartbeat that is held, if there is one, though there is nothing to tell.
    void acceptHeld(GroupView group, MemberView member) {
        releaseHeartbeat(group, member, ACCEPTED);
    }

    /// Answers a member's heartbeat that is held, if there is one.
    void releaseHeartbeat(GroupView group, MemberView member, GroupReply reply) {
        Optional<ReplyToken> held = member.waitingHeartbeat();
        if (held.isPresent()) {
            emit(new VolatileEvent.HeartbeatReleased(group.groupId(), member.memberId()));
            reply(held.get(), group.groupId(), reply);
        }
    }

    /// Lets a member's JoinGroup wait. An earlier request of it that still waits was given up by
    /// its client, which is told to try again in case it was not.
    void waitForJoin(GroupView group, String memberId, ReplyToken token) {
        giveUpWaiting(group, memberId);
        emit(new VolatileEvent.JoinWaits(group.groupId(), memberId, token));
    }

    void waitForSync(GroupView group, String memberId, ReplyToken token) {
        giveUpWaiting(group, memberId);
        emit(new VolatileEvent.SyncWaits(group.groupId(), memberId, token));
    }

    private void giveUpWaiting(GroupView group, String memberId) {
        group.member(memberId)
                .ifPresent(member ->
                        answerWaiting(
                                group,
                                member,
                                new Rejected(
                                        Reason.REBALANCE_IN_PROGRESS,
                                        memberId,
                                        "a later request of the member took its place")));
    }

    Decision decision() {
        return new Decision(durable, replies, effects, notices);
    }

    private static <T> List<T> appended(List<T> list, T element) {
        if (list.isEmpty()) {
            return List.of(element);
        }
        List<T> grown = list instanceof ArrayList<T> ? list : new ArrayList<>(list);
        grown.add(element);
        return grown;
    }
}
