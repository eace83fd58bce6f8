package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupCommand.ConnectionClosed;
import dev.regroup.coordinator.group.GroupReply.ConnectionForgotten;
import java.util.List;
import java.util.Set;

/// A client's connection has closed: the members that were heard of on it last have a short time to
/// come back, instead of what is left of their sessions.
final class ConnectionDecider {
    private final GroupConfig config;

    ConnectionDecider(GroupConfig config) {
        this.config = config;
    }

    void decide(Turn turn, ConnectionClosed command) {
        List<SessionView> dropped =
                turn.groups().connectedBy(command.connection(), command.countMax());
        for (SessionView session : dropped) {
            turn.emit(new VolatileEvent.ConnectionLost(session.groupId(), session.memberId()));
            GroupView group = turn.groups().find(session.groupId()).orElseThrow();
            lose(turn, group, session);
        }
        boolean isLast = dropped.size() < command.countMax();
        turn.reply(
                command.token(),
                Set.of(),
                new ConnectionForgotten(
                        turn.nowMs(),
                        dropped.size(),
                        isLast
                                ? ConnectionForgotten.Remaining.NOTHING
                                : ConnectionForgotten.Remaining.MEMBERS));
    }

    private void lose(Turn turn, GroupView group, SessionView session) {
        String memberId = session.memberId();
        group.member(memberId)
                .filter(member -> member.waitingHeartbeat().isPresent())
                .ifPresent(member -> giveUpHolding(turn, group, member));
        if (config.departures().expiresDisconnected() && PlainConsumer.is(group, memberId)) {
            awaitReturn(turn, group, session);
        }
    }

    /// A heartbeat that is held is answered to nobody, but as every request is.
    private static void giveUpHolding(Turn turn, GroupView group, MemberView member) {
        turn.acceptHeld(group, member);
        turn.emit(new VolatileEvent.ImpatienceShown(group.groupId(), member.memberId()));
    }

    /// Whoever waits for the group is not expected to be heard of, so that its session does not
    /// run; but its answer would reach nobody.
    private static void awaitReturn(Turn turn, GroupView group, SessionView session) {
        long sessionNowMs = turn.sessionDeadlineMs(0);
        long sessionLeftMs =
                group.member(session.memberId())
                        .filter(MemberView::waits)
                        .map(member -> (long) member.sessionTimeoutMs())
                        .orElseGet(() -> Math.max(0, session.endMs() - sessionNowMs));
        Absence absence = Absence.of(turn.nowMs(), session.heartbeatGapMs(), sessionLeftMs);
        turn.emit(
                new VolatileEvent.ReturnAwaited(
                        session.groupId(),
                        session.memberId(),
                        absence,
                        sessionNowMs + absence.graceMs()));
    }
}
