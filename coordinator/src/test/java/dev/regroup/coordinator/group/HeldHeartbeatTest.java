package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.group.GroupReply.HeartbeatAccepted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Heartbeats that are answered when there is something to tell.
class HeldHeartbeatTest {
    private static final int HOLD_MS = 3_000;
    private static final HeartbeatAccepted ACCEPTED = new HeartbeatAccepted();

    private static GroupScenario held(String... members) {
        GroupScenario g = group("g").stable(members);
        for (String member : members) {
            g.patientHeartbeat(member, HOLD_MS).expect(noReplyTo(member), nothingLogged());
        }
        return g;
    }

    private static GroupScenario one(UnaryOperator<JoinSpec> how) {
        return group("g").join("a", how).settle("a");
    }

    private static boolean isHeld(GroupScenario g, String member) {
        return g.view().member(g.idOf(member)).orElseThrow().waitingHeartbeat().isPresent();
    }

    private static Reason lastReason(GroupScenario g, String member) {
        return assertInstanceOf(Rejected.class, g.repliesTo(member).getLast()).reason();
    }

    @Test
    void memberThatJoins_isToldOfToTheOthersAtOnce() {
        held("a", "b")
                .join("c")
                .expect(
                        state(PREPARING_REBALANCE),
                        rejected("a", Reason.REBALANCE_IN_PROGRESS),
                        rejected("b", Reason.REBALANCE_IN_PROGRESS));
    }

    @Test
    void memberThatLeaves_isToldOfToTheOthers_andItsOwnHeartbeatIsAnswered() {
        GroupScenario g = held("a", "b").leave("b");

        g.expect(rejected("a", Reason.REBALANCE_IN_PROGRESS));
        assertEquals(
                List.of(Rejected.class, GroupReply.Left.class),
                g.repliesTo("b").stream().skip(2).map(GroupReply::getClass).toList());
    }

    @Test
    void memberThatExpires_isToldOfToTheOthers() {
        GroupScenario g = group("g").stable("a", "b");

        g.after(9_000).patientHeartbeat("a", HOLD_MS).after(1_000);

        g.expect(state(PREPARING_REBALANCE), rejected("a", Reason.REBALANCE_IN_PROGRESS));
    }

    @Test
    void memberWhoseSessionIsEnded_isToldSo() {
        GroupScenario g = held("a", "b");

        g.endSession("admin", g.idOf("b"));

        g.expect(
                rejected("b", Reason.UNKNOWN_MEMBER_ID),
                rejected("a", Reason.REBALANCE_IN_PROGRESS));
    }

    @Test
    void withoutNews_isAcceptedWhenItsTimeIsOver() {
        GroupScenario g = held("a");

        g.after(HOLD_MS - 1).expect(noReplyTo("a"));
        g.after(1).expect(reply("a", ACCEPTED), gated());
    }

    @Test
    void isHeldForAThirdOfTheSession_atMost() {
        GroupScenario g = one(join -> join.session(6_000)).patientHeartbeat("a", HOLD_MS);

        g.after(1_999).expect(noReplyTo("a"));
        g.after(1).expect(reply("a", ACCEPTED));
    }

    @Test
    void session_isCountedFromItsArrival_notFromItsAnswer() {
        GroupScenario g = held("a");

        g.after(9_999).expect(members("a"));
        g.after(1).expect(members());
    }

    @Test
    void otherRequestOnTheConnection_releasesIt() {
        held("a", "b").requestOn("a").expect(reply("a", ACCEPTED), noReplyTo("b"));
    }

    @Test
    void otherRequest_findsNothingToRelease_onceItIsAnswered() {
        GroupScenario g = held("a").requestOn("a").requestOn("a");

        g.expect(noReplyTo("a"));
        g.after(HOLD_MS).expect(noReplyTo("a"));
    }

    @Test
    void nextHeartbeat_releasesIt_andIsHeldForAsLong() {
        GroupScenario g = held("a").after(2_000).patientHeartbeat("a", HOLD_MS);

        g.expect(reply("a", ACCEPTED));
        g.after(HOLD_MS - 1).expect(noReplyTo("a"));
        g.after(1).expect(reply("a", ACCEPTED));
    }

    @Test
    void memberThatGoesOnElsewhere_isAnsweredWhereItWas() {
        GroupScenario g = held("a", "b").reconnect("b").join("b");

        assertEquals(ACCEPTED, g.repliesTo("b").get(g.repliesTo("b").size() - 2));
        g.expect(state(STABLE), joined("b", 1));
    }

    @Test
    void connectionThatCloses_leavesNoneBehind() {
        GroupScenario g = held("a").disconnect("a");

        assertTrue(g.repliesTo("a").contains(ACCEPTED));
        assertFalse(isHeld(g, "a"));
    }

    @Test
    void clientThatClosedItsConnectionMeanwhile_isNotMadeToWaitAgain() {
        GroupScenario g = held("a").disconnect("a");

        g.patientHeartbeat("a", HOLD_MS).expect(reply("a", ACCEPTED));
        g.after(4_000).patientHeartbeat("a", HOLD_MS).expect(reply("a", ACCEPTED));
    }

    @Test
    void clientThatClosedItsConnectionBetweenHeartbeats_isMadeToWait() {
        GroupScenario g = held("a").requestOn("a").disconnect("a");

        g.patientHeartbeat("a", HOLD_MS).expect(noReplyTo("a"));
    }

    @Test
    void shardThatLosesItsLog_answersIt() {
        GroupScenario g = held("a").restart();

        assertEquals(Reason.NOT_COORDINATOR, lastReason(g, "a"));
    }

    @Test
    void impatientClient_isAnsweredAtOnce() {
        group("g").stable("a").heartbeat("a").expect(reply("a", ACCEPTED));
    }

    @Test
    void whileTheGroupIsNotStable_isAnsweredAtOnce() {
        group("g")
                .join("a")
                .after(100)
                .patientHeartbeat("a", HOLD_MS)
                .expect(state(COMPLETING_REBALANCE), reply("a", ACCEPTED));
    }

    @Test
    void memberThatMayCloseWithoutAWord_isAnsweredAtOnce() {
        for (UnaryOperator<JoinSpec> how :
                List.<UnaryOperator<JoinSpec>>of(
                        join -> join.instance("i"),
                        join -> join.doing("stream:tasks"),
                        join -> join.type("connect"))) {
            one(how).patientHeartbeat("a", HOLD_MS).expect(reply("a", ACCEPTED));
        }
    }

    @Test
    void memberOnASharedConnection_isAnsweredAtOnce() {
        GroupScenario g = group("g").share("a", "b").stable("a", "b");

        g.patientHeartbeat("a", HOLD_MS).expect(reply("a", ACCEPTED));
    }

    @Test
    void heldHeartbeats_ofManyMembers_endInTheirOrder() {
        GroupScenario g = group("g").stable("a", "b");
        g.patientHeartbeat("a", HOLD_MS).after(1_000).patientHeartbeat("b", 1_000);

        g.after(1_000).expect(reply("b", ACCEPTED), noReplyTo("a"));
        assertTrue(isHeld(g, "a"));
        g.after(1_000).expect(reply("a", ACCEPTED), noReplyTo("b"));
    }
}
