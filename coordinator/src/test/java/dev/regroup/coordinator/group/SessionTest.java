package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.Envelope;
import dev.regroup.coordinator.group.GroupCommand.FireDeadlines;
import dev.regroup.coordinator.group.GroupReply.Reason;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionTest {
    @Test
    void silentMember_isExpired_andTheOthersJoinAgain() {
        GroupScenario g = group("g").stable("a", "b").heartbeat("b").after(5_000).heartbeat("a");

        g.after(4_999).expect(state(STABLE));
        g.after(1);

        g.expect(
                state(PREPARING_REBALANCE),
                members("a"),
                cause("the session of member b-1, 10000 ms, expired"));
        g.heartbeat("b").expect(rejected("b", Reason.UNKNOWN_MEMBER_ID));
        g.join("a").expect(joined("a", 2));
    }

    @Test
    void lastSilentMember_leavesAnEmptyGroup_thatIsLogged() {
        group("g")
                .stable("a")
                .after(10_000)
                .expect(
                        state(EMPTY),
                        generation(2),
                        went(PREPARING_REBALANCE, EMPTY),
                        groupLogged());
    }

    @Test
    void heartbeats_keepAMemberForever() {
        GroupScenario g = group("g").stable("a");

        for (int i = 0; i < 100; i++) {
            g.after(9_999).heartbeat("a");
        }

        g.expect(state(STABLE), members("a"));
    }

    @Test
    void silentMember_duringTheJoinPhase_completesItByExpiring() {
        group("g")
                .stable("a", "b")
                .heartbeat("b")
                .join("a")
                .after(10_000)
                .expect(state(COMPLETING_REBALANCE), members("a"), joined("a", 2));
    }

    @Test
    void memberThatWaitsInJoin_isNotExpired() {
        GroupScenario g = group("g").stable("a", "b").join("a");

        for (int i = 0; i < 6; i++) {
            g.after(9_000).heartbeat("b");
        }

        g.expect(state(PREPARING_REBALANCE), members("a", "b"));
    }

    @Test
    void memberThatWaitsInSync_isNotExpired_andHasAWholeSessionAfterwards() {
        GroupScenario g = group("g").join("a").join("b").after(100).sync("b");
        for (int i = 0; i < 4; i++) {
            g.after(9_000).heartbeat("a");
        }

        g.sync("a", "b=x").expect(assigned("b", "x"));

        g.after(9_999).expect(state(STABLE), members("a", "b")).heartbeat("a");
        g.after(1).expect(state(PREPARING_REBALANCE), members("a"));
    }

    @Test
    void newMember_waitingInItsFirstJoin_isGivenUpAfterFiveMinutes() {
        GroupScenario g =
                group("g")
                        .join("a", j -> j.rebalance(600_000).session(600_000))
                        .settle("a")
                        .join("b");

        g.after(299_999).expect(noReplyTo("b"));
        g.after(1);

        g.expect(rejected("b", Reason.UNKNOWN_MEMBER_ID), members("a"), state(PREPARING_REBALANCE));
    }

    @Test
    void commit_extendsTheSession() {
        GroupScenario g = group("g").stable("a");

        g.after(9_000).commit("a", "t", 0, 1).after(9_000).commit("a", "t", 0, 2).after(9_000);

        g.expect(state(STABLE), members("a"));
    }

    @Test
    void pausedShard_expiresNobody_forItsOwnSilence() {
        GroupScenario g = group("g").stable("a").after(5_000);

        g.afterPause(60_000).expect(state(STABLE));
        g.after(999).expect(state(STABLE)).heartbeat("a").after(9_999).expect(state(STABLE));
        g.after(1).expect(state(EMPTY));
    }

    @Test
    void shardLateByASecond_isNotPaused() {
        group("g").stable("a").afterPause(10_900).expect(state(EMPTY));
    }

    @Test
    void samePause_toldTwice_movesSessionsOnce() {
        GroupScenario g = group("g").stable("a").after(5_000);

        g.afterPause(60_000);
        g.send(new FireDeadlines(55_000, 100)).send(new FireDeadlines(55_000, 100));

        g.after(999).expect(state(STABLE)).after(1).expect(state(EMPTY));
    }

    @Test
    void deadlines_areFiredNoMoreThanAskedFor() {
        GroupScenario g = group("g");
        for (int i = 0; i < 5; i++) {
            g.join("p" + i, JoinSpec::idRequired);
        }

        g.afterPause(10_500);
        assertEquals(0, g.view().pendingMemberIds().size());

        for (int i = 5; i < 10; i++) {
            g.join("p" + i, JoinSpec::idRequired);
        }
        GroupShard shard = g.shard();
        var late = new Envelope(0, g.nowMs() + 10_000);
        shard.decide(late, new FireDeadlines(0, 2));
        assertEquals(3, shard.group("g").orElseThrow().pendingMemberIds().size());
        shard.decide(late, new FireDeadlines(0, 2));
        shard.decide(late, new FireDeadlines(0, 2));
        assertEquals(
                Optional.empty(),
                shard.group("g").orElseThrow().pendingMemberIds().stream().findAny());
        assertTrue(shard.nextDeadlineMs().orElseThrow() > late.monotonicMs());
    }

    @Test
    void nothingToDo_beforeADeadlineHasCome() {
        group("g").stable("a").send(new FireDeadlines(0, 100)).expect(state(STABLE), went());
    }
}
