package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.group.GroupReply.ConnectionForgotten;
import dev.regroup.coordinator.group.GroupReply.ConnectionForgotten.Remaining;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.offset.OffsetRetention;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Members whose connections close.
class ConnectionTest {
    private static final int LONG_SESSION_MS = 45_000;

    private static GroupConfig with(Departures departures) {
        return new GroupConfig(
                6_000,
                1_800_000,
                3_000,
                Integer.MAX_VALUE,
                4_096,
                ConsumerConfig.DEFAULT,
                departures,
                OffsetRetention.DEFAULT);
    }

    /// Members that are never silent for long, but for what their connections say.
    private static GroupScenario patient(UnaryOperator<JoinSpec> how, String... members) {
        GroupScenario g = group("g");
        for (String member : members) {
            g.join(member, join -> how.apply(join.session(LONG_SESSION_MS)));
        }
        return g.settle(members);
    }

    private static GroupScenario patient(String... members) {
        return patient(UnaryOperator.identity(), members);
    }

    private static JoinSpec again(JoinSpec join) {
        return join.session(LONG_SESSION_MS);
    }

    private static void beat(GroupScenario g, String member, long everyMs, int times) {
        for (int i = 0; i < times; i++) {
            g.after(everyMs).heartbeat(member);
        }
    }

    private static String[] names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "m" + i).toArray(String[]::new);
    }

    private static String expired(int graceMs) {
        return "the connection of member b-1 closed and it did not come back within %d ms"
                .formatted(graceMs);
    }

    @Test
    void memberWhoseConnectionCloses_isExpired_ifItIsNotBackWithinFiveSeconds() {
        GroupScenario g = patient("a", "b").disconnect("b");

        g.after(4_999).expect(state(STABLE), members("a", "b"));
        g.after(1);

        g.expect(state(PREPARING_REBALANCE), members("a"), cause(expired(5_000)));
        g.heartbeat("b").expect(rejected("b", Reason.UNKNOWN_MEMBER_ID));
        g.join("a").expect(joined("a", 2));
    }

    @Test
    void memberThatComesBack_onAnotherConnection_hasItsWholeSession() {
        GroupScenario g = group("g").stable("a", "b").disconnect("b");

        g.after(4_999).heartbeat("b").heartbeat("a");

        g.after(9_999).expect(state(STABLE), members("a", "b"));
        g.heartbeat("a").after(1).expect(cause("the session of member b-1, 10000 ms, expired"));
    }

    @Test
    void memberThatComesBack_byJoiningOrSyncing_isNotMissed() {
        GroupScenario g = patient("a", "b").disconnect("a", "b");

        g.after(4_000)
                .join("a", ConnectionTest::again)
                .join("b", ConnectionTest::again)
                .sync("b")
                .sync("a", "b=x");

        g.after(20_000).expect(state(STABLE), members("a", "b"), assigned("b", "x"));
    }

    @Test
    void memberThatSyncs_onAnotherConnection_isNotMissed() {
        GroupScenario g =
                patient("a", "b").join("a", ConnectionTest::again).join("b", ConnectionTest::again);

        g.disconnect("b").after(4_000).sync("b").sync("a", "b=x").after(20_000);

        g.expect(state(STABLE), members("a", "b"));
    }

    @Test
    void memberThatAsksWhereTheGroupIs_isNotMissed() {
        patient("a", "b").disconnect("b").join("b").after(20_000).expect(members("a", "b"));
    }

    @Test
    void memberThatCommits_isNotMissed_whereverItDoes() {
        GroupScenario g = patient("a", "b").disconnect("b").after(4_000).commit("b", "t", 0, 1);

        g.after(LONG_SESSION_MS - 4_001).expect(state(STABLE));
    }

    @Test
    void connectionThatHasBeenReplaced_mayClose() {
        GroupScenario g = patient("a", "b");
        ConnectionId old = g.connectionOf("b");
        g.reconnect("b").heartbeat("b");

        g.send(new GroupCommand.ConnectionClosed(g.token("b", "closed"), old, 100));

        g.expect(reply("b", new ConnectionForgotten(g.nowMs(), 0, Remaining.NOTHING)));
        g.after(20_000).expect(state(STABLE));
    }

    @Test
    void connectionOfMembersThatLeft_mayClose() {
        GroupScenario g = patient("a", "b").leave("b").join("a").disconnect("b");

        g.expect(reply("b", new ConnectionForgotten(g.nowMs(), 0, Remaining.NOTHING)));
    }

    @Test
    void memberWithHeartbeatsFarApart_hasTwoGapsAndASecond() {
        GroupScenario g = patient("a", "b");
        beat(g, "b", 3_000, 3);

        g.disconnect("b").after(6_999).expect(state(STABLE));
        g.after(1).expect(members("a"), cause(expired(7_000)));
    }

    @Test
    void fiveSeconds_areEnoughForGapsOfTwo() {
        GroupScenario two = patient("a", "b");
        beat(two, "b", 2_000, 2);
        GroupScenario more = patient("a", "b");
        beat(more, "b", 2_001, 2);

        two.disconnect("b").after(5_000).expect(cause(expired(5_000)));
        more.disconnect("b").after(5_001).expect(state(STABLE));
        more.after(1).expect(cause(expired(5_002)));
    }

    @Test
    void heartbeatOutOfTurn_saysLittleAboutTheGap() {
        GroupScenario g = patient("a", "b");
        beat(g, "b", 4_000, 3);
        beat(g, "b", 0, 1);

        // Three quarters of four seconds.
        g.disconnect("b").after(6_999).expect(state(STABLE));
        g.after(1).expect(cause(expired(7_000)));
    }

    @Test
    void timeSpentWaitingForTheGroup_isNoGap() {
        GroupScenario g = patient("a", "b");
        beat(g, "b", 1_000, 2);
        g.join("b", j -> j.session(LONG_SESSION_MS).doing("range:x"));
        beat(g, "a", 10_000, 3);
        g.join("a").sync("a").sync("b");
        beat(g, "b", 1_000, 2);

        g.disconnect("b").after(5_000).expect(cause(expired(5_000)));
    }

    @Test
    void graceIsNoLongerThanWhatIsLeftOfTheSession() {
        GroupScenario g = group("g").stable("a", "b").after(6_000).heartbeat("a").disconnect("b");

        g.after(3_999).expect(state(STABLE));
        g.after(1).expect(members("a"), cause(expired(4_000)));
    }

    @Test
    void sessionThatEndsAtTheMoment_leavesNoGrace() {
        GroupScenario g = group("g").stable("a", "b").after(5_000).heartbeat("a");

        g.standStill(5_500).disconnect("b").after(0);

        g.expect(members("a"), cause(expired(0)));
    }

    @Test
    void staticMember_isNotMissed() {
        GroupScenario g =
                patient(j -> j.instance("i"), "b").disconnect("b").after(LONG_SESSION_MS - 1);

        g.expect(state(STABLE)).after(1).expect(state(EMPTY));
    }

    @Test
    void membersOfConnect_areNotMissed() {
        patient(j -> j.type("connect"), "a", "b")
                .disconnect("b")
                .after(LONG_SESSION_MS - 1)
                .expect(state(STABLE));
    }

    @Test
    void membersOfKafkaStreams_areNotMissed() {
        patient(j -> j.doing("stream:topics"), "a", "b")
                .disconnect("b")
                .after(LONG_SESSION_MS - 1)
                .expect(state(STABLE));
    }

    @Test
    void withoutTheDeparture_onlySessionsCount() {
        group("g", with(new Departures(true, false, 0)))
                .stable("a", "b")
                .disconnect("b")
                .after(9_999)
                .expect(state(STABLE), members("a", "b"))
                .heartbeat("a")
                .after(1)
                .expect(cause("the session of member b-1, 10000 ms, expired"));
    }

    @Test
    void memberThatWaitsInJoin_isGivenUp_soThatTheOthersGoOn() {
        GroupScenario g = patient("a", "b", "c").join("a").join("b").disconnect("b");

        g.after(4_999).expect(state(PREPARING_REBALANCE), members("a", "b", "c"));
        g.after(1).expect(rejected("b", Reason.UNKNOWN_MEMBER_ID), members("a", "c"));
        g.join("c").expect(joined("a", 2), members("a", "c"));
    }

    @Test
    void lastMemberAwaited_goesWithItsConnection() {
        GroupScenario g = patient("a", "b").join("a").disconnect("b");

        g.after(5_000).expect(state(COMPLETING_REBALANCE), joined("a", 2), members("a"));
    }

    @Test
    void absentMember_isGivenNoMoreTime_byTheAnswerToItsJoin() {
        GroupScenario g = patient("a", "b", "c").join("b", j -> j.doing("range:x"));
        g.disconnect("b").after(3_000).join("a").join("c").expect(joined("b", 2));
        g.sync("a", "a=x").expect(state(STABLE));

        g.after(1_999).expect(state(STABLE));
        g.after(1).expect(state(PREPARING_REBALANCE), members("a", "c"), cause(expired(5_000)));
    }

    @Test
    void memberInItsFirstJoin_isGivenUpAfterFiveSeconds() {
        GroupScenario g = patient("a").join("b").disconnect("b");

        g.after(5_000).expect(rejected("b", Reason.UNKNOWN_MEMBER_ID), members("a"));
    }

    @Test
    void waitingMember_hasNoLongerThanItsSession() {
        GroupScenario g = patient("a", "b");
        g.after(30_000).heartbeat("a").heartbeat("b").after(30_000).heartbeat("a").heartbeat("b");
        g.join("b", j -> j.session(6_000).doing("range:x")).disconnect("b");
        g.after(6_000);

        g.expect(rejected("b", Reason.UNKNOWN_MEMBER_ID), members("a"));
    }

    @Test
    void membersOfOneConnection_areMissedEachByItself() {
        GroupScenario g = group("g").join("a");
        g.share("a", "b").join("b").share("a", "c").join("c").settle("a", "b", "c");

        g.disconnect("a")
                .expect(reply("a", new ConnectionForgotten(g.nowMs(), 3, Remaining.NOTHING)));
        g.reconnect("b").reconnect("c").heartbeat("a").heartbeat("c").after(5_000);

        g.expect(members("a", "c"), cause(expired(5_000)));
    }

    @Test
    void manyMembersOfOneConnection_areLookedAtInSeveralCommands() {
        GroupScenario g = group("g").join("a");
        g.share("a", "b").join("b").share("a", "c").join("c").settle("a", "b", "c");
        ConnectionId connection = g.connectionOf("a");

        g.send(new GroupCommand.ConnectionClosed(g.token("x", "closed"), connection, 2));
        g.expect(reply("x", new ConnectionForgotten(g.nowMs(), 2, Remaining.MEMBERS)));
        g.send(new GroupCommand.ConnectionClosed(g.token("x", "closed"), connection, 2));
        g.expect(reply("x", new ConnectionForgotten(g.nowMs(), 1, Remaining.NOTHING)));

        g.after(5_000).expect(state(EMPTY));
    }

    @Test
    void pausedShard_givesTheTimeBack() {
        GroupScenario g = patient("a", "b").disconnect("b").after(1_000);

        g.afterPause(60_000).expect(state(STABLE), members("a", "b"));
    }

    @Test
    void loadedShard_knowsNoConnections() {
        GroupScenario g = patient("a", "b");
        ConnectionId before = g.connectionOf("b");

        g.restart().send(new GroupCommand.ConnectionClosed(g.token("x", "x"), before, 100));

        g.expect(reply("x", new ConnectionForgotten(g.nowMs(), 0, Remaining.NOTHING)));
        g.after(20_000).expect(members("a", "b"));
        g.heartbeat("b").disconnect("b").after(5_000).expect(members("a"));
    }

    @Test
    void successorOfAStaticMember_isOnItsOwnConnection() {
        GroupScenario g = patient(j -> j.instance("i"), "b");
        ConnectionId before = g.connectionOf("b");
        g.forget("b").reconnect("b").join("b", j -> j.instance("i").session(LONG_SESSION_MS));

        g.send(new GroupCommand.ConnectionClosed(g.token("x", "x"), before, 100));
        g.expect(reply("x", new ConnectionForgotten(g.nowMs(), 0, Remaining.NOTHING)));
        g.disconnect("b");
        g.expect(reply("b", new ConnectionForgotten(g.nowMs(), 1, Remaining.NOTHING)));
    }

    @Test
    void tenMembersAtATime_areNotMissed_andTheirSessionsEndAsAlways() {
        String[] all = names(10);
        GroupScenario g = group("g").stable(all).disconnect(all);

        g.after(9_999).expect(state(STABLE), members(all));
        g.after(1).expect(state(EMPTY));

        assertEquals(
                "the session of member m0-1, 10000 ms, expired",
                g.history().stream()
                        .flatMap(step -> step.decision().notices().stream())
                        .filter(notice -> notice.from() == STABLE)
                        .findFirst()
                        .orElseThrow()
                        .cause());
    }

    @Test
    void nineMembersAtATime_areMissed() {
        String[] all = names(9);

        patient(all).disconnect(all).after(5_000).expect(state(EMPTY));
    }

    @Test
    void aFifthOfTheBrokersMembers_isMissed_moreIsNot() {
        String[] all = names(10);

        patient(all).elsewhere(40).disconnect(all).after(5_000).expect(state(EMPTY));
        patient(all).elsewhere(39).disconnect(all).after(5_000).expect(state(STABLE));
    }

    @Test
    void tenMembers_withinTwoSeconds_areNotMissed() {
        String[] all = names(10);
        String[] nine = Arrays.copyOf(all, 9);

        patient(all)
                .disconnect(nine)
                .after(2_000)
                .disconnect("m9")
                .after(5_000)
                .expect(members(all));
        patient(all)
                .disconnect(nine)
                .after(2_001)
                .disconnect("m9")
                .after(2_999)
                .expect(members("m9"));
    }

    @Test
    void membersThatMayStayAway_countAmongThoseThatDropTogether() {
        String[] all = names(10);
        GroupScenario g = group("g");
        for (String member : all) {
            g.join(
                    member,
                    j ->
                            member.equals("m0")
                                    ? j.session(LONG_SESSION_MS)
                                    : j.session(LONG_SESSION_MS).instance(member));
        }

        g.settle(all).disconnect(all).after(5_000).expect(state(STABLE), members(all));
    }

    @Test
    void excusedMemberThatWaits_isNotExpired() {
        String[] all = names(10);
        GroupScenario g = patient(all).join("m0").disconnect(all).after(20_000);

        g.expect(state(PREPARING_REBALANCE), members(all));
    }

    @Test
    void members_areCounted() {
        GroupScenario g = group("g").stable("a", "b");
        assertEquals(2, g.shard().memberCount());

        g.restart().leave("b");
        assertEquals(1, g.shard().memberCount());

        g.after(10_000);
        assertEquals(0, g.shard().memberCount());
        assertEquals(List.of(), g.shard().group("g").orElseThrow().members().stream().toList());
    }
}
