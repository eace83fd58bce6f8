package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;

import dev.regroup.coordinator.group.GroupReply.Intervened;
import dev.regroup.coordinator.group.GroupReply.Reason;
import org.junit.jupiter.api.Test;

class InterventionTest {
    @Test
    void sessionEnded_startsARebalanceOfTheOthers() {
        group("g")
                .stable("a", "b")
                .endSession("operator", "b-1")
                .expect(
                        state(PREPARING_REBALANCE),
                        members("a"),
                        reply("operator", new Intervened()),
                        cause("the session of member b-1 was ended"))
                .join("a")
                .expect(joined("a", 2));
    }

    @Test
    void sessionOfTheLastMemberEnded_emptiesTheGroup() {
        group("g").stable("a").endSession("operator", "a-1").expect(state(EMPTY), groupLogged());
    }

    @Test
    void sessionEnded_duringARebalance_completesItForThoseWhoWait() {
        group("g")
                .stable("a", "b")
                .rebalance("operator", "")
                .join("a")
                .expect(noReplyTo("a"))
                .endSession("operator", "b-1")
                .expect(joined("a", 2), members("a"));
    }

    @Test
    void sessionOfAStranger_isNotEnded() {
        group("g")
                .stable("a")
                .endSession("operator", "z")
                .expect(rejected("operator", Reason.UNKNOWN_MEMBER_ID), state(STABLE));
    }

    @Test
    void inAGroupThatIsNone_nothingCanBeDone() {
        group("g")
                .endSession("operator", "a")
                .expect(rejected("operator", Reason.GROUP_ID_NOT_FOUND))
                .rebalance("operator", "")
                .expect(rejected("operator", Reason.GROUP_ID_NOT_FOUND));
    }

    @Test
    void rebalanceOfAStableGroup_makesEverybodyJoinAgain() {
        group("g")
                .stable("a", "b")
                .rebalance("operator", "a test")
                .expect(
                        state(PREPARING_REBALANCE),
                        members("a", "b"),
                        reply("operator", new Intervened()),
                        cause("a rebalance was asked for: a test"))
                .heartbeat("a")
                .expect(rejected("a", Reason.REBALANCE_IN_PROGRESS));
    }

    @Test
    void rebalanceWhileTheLeaderAssigns_turnsWaitingSyncsAway() {
        group("g")
                .stable("a", "b")
                .rebalance("operator", "")
                .join("a")
                .join("b")
                .sync("b")
                .rebalance("operator", "again")
                .expect(
                        rejected("b", Reason.REBALANCE_IN_PROGRESS),
                        cause("a rebalance was asked for: again"));
    }

    @Test
    void rebalanceOfAnEmptyGroup_changesNothing() {
        group("g")
                .stable("a")
                .leave("a")
                .rebalance("operator", "")
                .expect(state(EMPTY), reply("operator", new Intervened()), nothingLogged());
    }
}
