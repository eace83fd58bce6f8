package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupCommand.ConnectionClosed;
import dev.regroup.coordinator.group.GroupReply.ConnectionForgotten;
import java.util.List;
import java.util.Set;

/// A client's connection has closed: the members that were heard of on it last have a short time to
/// come back, instead of what is left of their sessions.
final class ConnectionDecider {
    private static final String CONSUMERS = "consumer";

    /// The strategy of Kafka Streams, which leaves its place in the group to come back to it.
    private static final String STREAMS = "stream";

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
            if (config.departures().expiresDisconnected() && isMissed(group, session.memberId())) {
                awaitReturn(turn, group, session);
            }
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

    /// Not a static member, whose place is kept for its session by its own wish, nor one of Kafka
    /// Streams, Connect and others that are no plain consumers: they may mean to return.
    private static boolean isMissed(GroupView group, String memberId) {
        return group.consumers().isPresent()
                ? group.consumers()
                        .flatMap(consumers -> consumers.member(memberId))
                        .filter(member -> member.metadata().groupInstanceId().isEmpty())
                        .isPresent()
                : group.protocolType().filter(CONSUMERS::equals).isPresent()
                        && group.member(memberId)
                                .filter(member -> !member.isStatic() && !isOfStreams(member))
                                .isPresent();
    }

    private static boolean isOfStreams(MemberView member) {
        return member.protocols().stream().anyMatch(protocol -> protocol.name().equals(STREAMS));
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
