package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.offset.OffsetRetention;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RebalanceTest {
    private static GroupConfig delay(int initialRebalanceDelayMs) {
        return new GroupConfig(
                6_000,
                1_800_000,
                initialRebalanceDelayMs,
                Integer.MAX_VALUE,
                4_096,
                ConsumerConfig.DEFAULT);
    }

    @Test
    void initialRound_ofOneMember_endsAfterATenthOfASecond() {
        group("g")
                .join("a")
                .after(99)
                .expect(state(PREPARING_REBALANCE))
                .after(1)
                .expect(
                        state(COMPLETING_REBALANCE),
                        joined("a", 1),
                        cause("no more members arrived"));
    }

    @Test
    void initialRound_waitsFourTimesTheLargestGap() {
        GroupScenario g = group("g").join("a").after(60).join("b").after(30).join("c");

        g.after(239).expect(state(PREPARING_REBALANCE));

        g.after(1).expect(state(COMPLETING_REBALANCE), members("a", "b", "c"));
    }

    @Test
    void initialRound_neverWaitsLongerThanASecondForTheNext() {
        GroupScenario g = group("g").join("a");
        // Each comes within four times the gap before it, so the gaps grow beyond a quarter second.
        g.after(90).join("b").after(350).join("c").after(900).join("d");

        g.after(999).expect(state(PREPARING_REBALANCE));

        g.after(1).expect(state(COMPLETING_REBALANCE), members("a", "b", "c", "d"));
    }

    @Test
    void initialRound_endsAtTheInitialDelay_howeverManyStillCome() {
        GroupScenario g = group("g").join("m0");
        for (int i = 1; i < 30; i++) {
            g.after(99).join("m" + i);
        }

        g.after(3_000 - 29 * 99 - 1).expect(state(PREPARING_REBALANCE));

        g.after(1).expect(state(COMPLETING_REBALANCE));
    }

    @Test
    void initialRound_endsAtTheLargestRebalanceTimeout() {
        GroupScenario g =
                group("g")
                        .join("a", j -> j.rebalance(100))
                        .after(60)
                        .join("b", j -> j.rebalance(200));

        g.after(139).expect(state(PREPARING_REBALANCE));

        g.after(1).expect(state(COMPLETING_REBALANCE));
    }

    @Test
    void initialRound_countsMembersThatAreToldTheirIdAsArrivals() {
        group("g")
                .join("a")
                .after(80)
                .join("b", JoinSpec::idRequired)
                .after(99)
                .expect(state(PREPARING_REBALANCE))
                .join("b")
                .after(1_000)
                .expect(state(COMPLETING_REBALANCE), members("a", "b"));
    }

    @Test
    void initialRound_doesNotWaitForPendingMembers() {
        group("g")
                .join("b", JoinSpec::idRequired)
                .join("a")
                .after(100)
                .expect(state(COMPLETING_REBALANCE), members("a"));
    }

    @Test
    void initialDelayOfZero_completesAtOnce() {
        group("g", delay(0))
                .join("a")
                .expect(joined("a", 1), went(PREPARING_REBALANCE, COMPLETING_REBALANCE));
    }

    /// As Kafka does it, with delays of 3 s.
    private static GroupScenario fixedDelay() {
        return group(
                "g",
                new GroupConfig(
                        6_000,
                        1_800_000,
                        3_000,
                        Integer.MAX_VALUE,
                        4_096,
                        ConsumerConfig.DEFAULT,
                        Departures.NONE,
                        OffsetRetention.DEFAULT));
    }

    @Test
    void fixedDelay_ofOneMember_isWaitedForInFull() {
        fixedDelay()
                .join("a")
                .after(2_999)
                .expect(state(PREPARING_REBALANCE))
                .after(1)
                .expect(
                        state(COMPLETING_REBALANCE),
                        joined("a", 1),
                        cause("the initial rebalance delay passed"));
    }

    @Test
    void fixedDelay_isWaitedForAgain_ifAnotherMemberHasJoined() {
        GroupScenario g = fixedDelay().join("a").after(1_000).join("b");

        g.after(4_999).expect(state(PREPARING_REBALANCE));

        g.after(1).expect(state(COMPLETING_REBALANCE), members("a", "b"));
    }

    @Test
    void fixedDelay_isNotWaitedForAgain_forMembersThatAreOnlyToldTheirId() {
        fixedDelay()
                .join("a")
                .join("b", JoinSpec::idRequired)
                .after(3_000)
                .expect(state(COMPLETING_REBALANCE), members("a"));
    }

    @Test
    void fixedDelays_endWithTheFirstMembersRebalanceTimeout() {
        GroupScenario g = fixedDelay().join("m0", j -> j.rebalance(7_000));
        for (int i = 1; i < 7; i++) {
            g.after(900).join("m" + i, j -> j.rebalance(60_000));
        }

        g.after(7_000 - 6 * 900 - 1).expect(state(PREPARING_REBALANCE));

        g.after(1).expect(state(COMPLETING_REBALANCE));
    }

    @Test
    void fixedDelayOfZero_completesAtOnce() {
        group(
                        "g",
                        new GroupConfig(
                                6_000,
                                1_800_000,
                                0,
                                Integer.MAX_VALUE,
                                4_096,
                                ConsumerConfig.DEFAULT,
                                Departures.NONE,
                                OffsetRetention.DEFAULT))
                .join("a")
                .expect(joined("a", 1));
    }

    @Test
    void allLeavingDuringTheInitialRound_endsInAnEmptyGroup() {
        GroupScenario g = group("g").join("a");
        g.leave("x", new GroupCommand.Leaver("a-1", Optional.empty(), ""));
        g.expect(state(PREPARING_REBALANCE), rejected("a", Reason.UNKNOWN_MEMBER_ID));

        g.after(100).expect(state(EMPTY), generation(1), groupLogged());
    }

    @Test
    void membersThatDoNotJoinAgain_areOutAtTheLargestRebalanceTimeout() {
        GroupScenario g =
                group("g")
                        .join("a", j -> j.rebalance(8_000))
                        .join("b", j -> j.rebalance(9_000))
                        .join("c", j -> j.rebalance(2_000))
                        .settle("a", "b", "c")
                        .join("a");

        // The leader has raised its own to a minute in joining again.
        for (int i = 0; i < 7; i++) {
            g.after(8_500).heartbeat("b").heartbeat("c");
        }
        g.expect(state(PREPARING_REBALANCE)).after(500);

        g.expect(
                state(COMPLETING_REBALANCE),
                members("a"),
                joined("a", 2),
                cause(
                        "the rebalance timeout of 60000 ms passed"
                                + " and members b-1, c-1 had not joined again"));
        g.heartbeat("b").expect(rejected("b", Reason.UNKNOWN_MEMBER_ID));
    }

    @Test
    void leaderThatDoesNotJoinAgain_isFollowedByTheNext() {
        group("g")
                .stable("a", "b", "c")
                .join("c", j -> j.doing("range:x"))
                .join("b")
                .after(10_000)
                .expect(state(COMPLETING_REBALANCE), members("b", "c"), leads("b", "b", "c"));
    }

    @Test
    void generations_countUpThroughEmptiness() {
        group("g")
                .stable("a")
                .leave("a")
                .expect(state(EMPTY), generation(2))
                .join("b")
                .after(100)
                .expect(joined("b", 3));
    }

    @Test
    void emptyGroupWithAPendingMember_isEmptyAtOnceTheTimeoutHasCome() {
        GroupScenario g = group("g").stable("a").join("b", JoinSpec::idRequired);

        g.leave("a").expect(state(PREPARING_REBALANCE));

        g.after(0).expect(state(EMPTY));
        assertEquals(1, g.view().pendingMemberIds().size());
        g.join("b").after(100).expect(joined("b", 3));
    }
}
