package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.coordinator.group.GroupCommand.Protocol;
import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.JoinedMember;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JoinTest {
    private static GroupConfig sizeMax(int sizeMax) {
        return new GroupConfig(6_000, 1_800_000, 0, sizeMax, 4_096, ConsumerConfig.DEFAULT);
    }

    @Test
    void firstMember_waits_andTheNewGroupIsLogged() {
        group("g")
                .join("a")
                .expect(
                        state(PREPARING_REBALANCE),
                        noReplyTo("a"),
                        cause("member a-1 joined"),
                        went(PREPARING_REBALANCE))
                .expect(s ->
                        assertEquals(
                                List.of(StoredForm.ofNew("g", s.envelope().wallClockMs())),
                                s.last().durable()));
    }

    @Test
    void completedJoin_tellsTheLeaderAllSubscriptions_andOthersNone() {
        GroupScenario g = group("g").join("a").join("b", j -> j.doing("range:b"));

        g.after(3_000);

        g.expect(
                state(COMPLETING_REBALANCE),
                joined("a", 1),
                leads("a", "a", "b"),
                went(COMPLETING_REBALANCE),
                gated(),
                reply("b", new Joined(1, "consumer", "range", "a-1", "b-1", List.of(), false)));
        assertEquals(
                new JoinedMember("b-1", Optional.empty(), JoinSpec.bytes("b")),
                ((Joined) g.repliesTo("a").getLast()).members().getLast());
    }

    @Test
    void versionFromFour_isToldItsIdFirst_andJoinsWithIt() {
        GroupScenario g = group("g").join("a", JoinSpec::idRequired);
        g.expect(
                state(EMPTY),
                reply(
                        "a",
                        new Rejected(
                                Reason.MEMBER_ID_REQUIRED, "a-1", "group g: join again as a-1")));
        assertEquals(1, g.view().pendingMemberIds().size());

        g.join("a", JoinSpec::idRequired).after(3_000);

        g.expect(joined("a", 1), leads("a", "a"));
        assertEquals(0, g.view().pendingMemberIds().size());
    }

    @Test
    void pendingMember_thatNeverComesBack_isForgottenAfterItsSession() {
        GroupScenario g = group("g").join("a", JoinSpec::idRequired);

        g.after(9_999);
        assertEquals(1, g.view().pendingMemberIds().size());
        g.after(1);

        assertEquals(0, g.view().pendingMemberIds().size());
        g.join("a").expect(rejected("a", Reason.UNKNOWN_MEMBER_ID));
    }

    @Test
    void pendingMember_holdsUpARebalance_untilItIsGone() {
        GroupScenario g = group("g").stable("a").join("b", JoinSpec::idRequired);

        g.join("a").expect(state(PREPARING_REBALANCE), noReplyTo("a"));

        g.after(10_000).expect(state(COMPLETING_REBALANCE), joined("a", 2));
    }

    @Test
    void pendingMember_namingAnInstance_isUnknown() {
        group("g")
                .join("a", JoinSpec::idRequired)
                .join("a", j -> j.instance("i"))
                .expect(rejected("a", Reason.UNKNOWN_MEMBER_ID), nothingLogged());
    }

    @Test
    void emptyGroupId_isInvalid() {
        group("").join("a").expect(rejected("a", Reason.INVALID_GROUP_ID), nothingLogged());
    }

    @Test
    void sessionTimeout_outsideOfItsRange_isInvalid() {
        group("g")
                .join("a", j -> j.session(5_999))
                .expect(rejected("a", Reason.INVALID_SESSION_TIMEOUT))
                .join("a", j -> j.session(1_800_001))
                .expect(rejected("a", Reason.INVALID_SESSION_TIMEOUT), nothingLogged())
                .join("a", j -> j.session(6_000))
                .join("b", j -> j.session(1_800_000))
                .expect(noReplyTo("b"));
    }

    @Test
    void memberOfAGroupThatDoesNotExist_isUnknown() {
        group("g")
                .join("a", j -> j.as("x"))
                .expect(rejected("a", Reason.UNKNOWN_MEMBER_ID), nothingLogged());
    }

    @Test
    void memberThatTheGroupDoesNotKnow_isUnknown() {
        group("g")
                .stable("a")
                .join("b", j -> j.as("x"))
                .expect(rejected("b", Reason.UNKNOWN_MEMBER_ID), state(STABLE))
                .leave("a")
                .join("b", j -> j.as("x"))
                .expect(rejected("b", Reason.UNKNOWN_MEMBER_ID), state(EMPTY));
    }

    @Test
    void newGroup_wantsAProtocolTypeAndAStrategy() {
        group("g")
                .join("a", j -> j.type(""))
                .expect(rejected("a", Reason.INCONSISTENT_GROUP_PROTOCOL), nothingLogged())
                .join("a", j -> j.doing())
                .expect(rejected("a", Reason.INCONSISTENT_GROUP_PROTOCOL), nothingLogged());
    }

    @Test
    void emptyGroup_takesAnotherProtocolType() {
        group("g")
                .stable("a")
                .leave("a")
                .join("b", j -> j.type(""))
                .expect(rejected("b", Reason.INCONSISTENT_GROUP_PROTOCOL))
                .join("b", j -> j.type("connect"))
                .after(3_000)
                .expect(joined("b", 3))
                .expect(s -> assertEquals("connect", s.view().protocolType().orElseThrow()));
    }

    @Test
    void otherProtocolType_orNoStrategyInCommon_isInconsistent() {
        group("g")
                .stable("a")
                .join("b", j -> j.type("connect"))
                .expect(rejected("b", Reason.INCONSISTENT_GROUP_PROTOCOL))
                .join("b", j -> j.doing("sticky"))
                .expect(rejected("b", Reason.INCONSISTENT_GROUP_PROTOCOL), state(STABLE));
    }

    @Test
    void memberThatComesBackWithAnotherTypeOrStrategy_isInconsistent_andStays() {
        group("g")
                .join("a", j -> j.doing("range", "sticky"))
                .join("b")
                .settle("a", "b")
                .join("b", j -> j.type("connect"))
                .expect(rejected("b", Reason.INCONSISTENT_GROUP_PROTOCOL))
                .join("b", j -> j.doing("sticky"))
                .expect(rejected("b", Reason.INCONSISTENT_GROUP_PROTOCOL))
                .join("b", j -> j.doing())
                .expect(
                        rejected("b", Reason.INCONSISTENT_GROUP_PROTOCOL),
                        state(STABLE),
                        members("a", "b"));
    }

    @Test
    void strategyNamedTwice_countsOnce() {
        group("g")
                .join("a", j -> j.doing("range:1", "range:2"))
                .join("b", j -> j.doing("range:3"))
                .after(100)
                .expect(joined("a", 1), joined("b", 1), leads("a", "a", "b"));
    }

    @Test
    void strategy_isVotedForAmongThoseThatAllCanDo() {
        group("g")
                .join("a", j -> j.doing("range", "sticky", "odd"))
                .join("b", j -> j.doing("odd2", "sticky", "range"))
                .join("c", j -> j.doing("sticky", "range", "range"))
                .after(3_000)
                .expect(s -> assertEquals("sticky", s.view().protocolName().orElseThrow()));
    }

    @Test
    void strategiesWithEqualVotes_theFirstVotedForWins() {
        group("g")
                .join("a", j -> j.doing("range", "sticky"))
                .join("b", j -> j.doing("sticky", "range"))
                .after(3_000)
                .expect(s -> assertEquals("range", s.view().protocolName().orElseThrow()));
    }

    @Test
    void fullStableGroup_turnsNewMembersAway_butNotItsOwn() {
        GroupScenario g = group("g", sizeMax(2)).join("a").settle("a");
        g.join("b").join("a").settle("a", "b").expect(state(STABLE), members("a", "b"));

        g.join("c").expect(rejected("c", Reason.GROUP_MAX_SIZE_REACHED), state(STABLE));

        g.join("a").expect(noReplyTo("a"), state(PREPARING_REBALANCE));
    }

    @Test
    void fullStableGroup_turnsTheSuccessorOfAStaticMemberAwayToo() {
        group("g", sizeMax(1))
                .join("a", j -> j.instance("i"))
                .settle("a")
                .forget("a")
                .join("a", j -> j.instance("i"))
                .expect(rejected("a", Reason.GROUP_MAX_SIZE_REACHED), state(STABLE))
                .expect(s -> assertEquals(1, s.view().memberCount()));
    }

    @Test
    void groupThatFillsUpWhileRebalancing_keepsThoseWhoCameFirst() {
        GroupScenario g = group("g", sizeMax(2)).join("a").settle("a");
        g.join("b").join("c").expect(state(PREPARING_REBALANCE), noReplyTo("c"));

        g.join("a")
                .expect(
                        rejected("a", Reason.GROUP_MAX_SIZE_REACHED),
                        members("b", "c"),
                        joined("b", 2),
                        leads("b", "b", "c"));
    }

    @Test
    void groupThatFillsUpWhileRebalancing_forgetsAPendingMember() {
        GroupScenario g = group("g", sizeMax(2)).join("a").settle("a");
        g.join("p", JoinSpec::idRequired).join("b").join("c").join("b");

        g.join("p").expect(rejected("p", Reason.GROUP_MAX_SIZE_REACHED));

        assertEquals(0, g.view().pendingMemberIds().size());
    }

    @Test
    void leaderOfAStableGroup_joiningAgain_startsARebalance() {
        group("g")
                .stable("a", "b")
                .join("a", j -> j.because("new topics"))
                .expect(
                        state(PREPARING_REBALANCE),
                        noReplyTo("a"),
                        cause("leader a-1 joined again: new topics"));
    }

    @Test
    void followerOfAStableGroup_joiningAgainUnchanged_isToldTheGeneration() {
        group("g")
                .stable("a", "b")
                .join("b")
                .expect(
                        state(STABLE),
                        reply(
                                "b",
                                new Joined(
                                        1, "consumer", "range", "a-1", "b-1", List.of(), false)));
    }

    @Test
    void followerOfAStableGroup_joiningAgainChanged_startsARebalance() {
        group("g")
                .stable("a", "b")
                .join("b", j -> j.doing("range:other"))
                .expect(
                        state(PREPARING_REBALANCE),
                        noReplyTo("b"),
                        cause("member b-1 joined again with changed metadata"))
                .expect(s ->
                        assertEquals(
                                List.of(new Protocol("range", JoinSpec.bytes("other"))),
                                s.view().member("b-1").orElseThrow().protocols()));
    }

    @Test
    void memberOfACompletingGroup_joiningAgainUnchanged_isToldTheGenerationAgain() {
        group("g")
                .join("a")
                .join("b")
                .after(3_000)
                .join("a")
                .expect(state(COMPLETING_REBALANCE), joined("a", 1), leads("a", "a", "b"))
                .join("b")
                .expect(state(COMPLETING_REBALANCE), joined("b", 1));
    }

    @Test
    void memberOfACompletingGroup_joiningAgainChanged_startsARebalance() {
        group("g")
                .join("a")
                .join("b")
                .after(3_000)
                .sync("b")
                .join("a", j -> j.doing("range:other"))
                .expect(
                        state(PREPARING_REBALANCE),
                        rejected("b", Reason.REBALANCE_IN_PROGRESS),
                        noReplyTo("a"));
    }

    @Test
    void newMember_ofAStableGroup_waitsForTheOthersToJoinAgain() {
        group("g")
                .stable("a")
                .join("b")
                .expect(state(PREPARING_REBALANCE), noReplyTo("b"))
                .heartbeat("a")
                .expect(rejected("a", Reason.REBALANCE_IN_PROGRESS))
                .join("a")
                .expect(
                        state(COMPLETING_REBALANCE),
                        joined("a", 2),
                        joined("b", 2),
                        leads("a", "a", "b"),
                        cause("all 2 members joined"));
    }

    @Test
    void laterJoinOfTheSameMember_takesThePlaceOfTheOneThatWaits() {
        GroupScenario g = group("g").stable("a", "b").join("b", j -> j.doing("range:x"));

        g.join("b", j -> j.doing("range:y"))
                .expect(rejected("b", Reason.REBALANCE_IN_PROGRESS), state(PREPARING_REBALANCE));

        g.join("a").expect(joined("b", 2), joined("a", 2));
    }

    @Test
    void joinOfAMemberThatWaitsInSync_takesThePlaceOfThat() {
        group("g")
                .join("a")
                .join("b")
                .after(3_000)
                .sync("b")
                .join("b", j -> j.doing("range:y"))
                .expect(rejected("b", Reason.REBALANCE_IN_PROGRESS), state(PREPARING_REBALANCE));
    }

    @Test
    void longReasons_areCut() {
        group("g")
                .join("a", j -> j.because("x".repeat(1_000)))
                .expect(cause("member a-1 joined: " + "x".repeat(255)));
    }
}
