package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.ConsumerScenario.consumers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.CurrentAssignment;
import dev.regroup.coordinator.consumer.MemberState;
import dev.regroup.coordinator.group.GroupCommand.ConsumerClaims;
import dev.regroup.coordinator.group.GroupReply.ConsumerAccepted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// Groups of the consumer protocol: joining, being assigned, giving up and leaving.
class ConsumerGroupTest {

    @Test
    void firstMember_isAssignedOnceNobodyElseHasComeForAMoment() {
        ConsumerScenario g = consumers().topic("t", 3);

        g.join("a", "t").expectState(GroupState.ASSIGNING).expectCause("member a joined");
        assertEquals(new ConsumerAccepted("a", 1, 0, Optional.of(Partitions.NONE)), plain(g));

        g.after(49);
        assertEquals(0, g.asked());
        g.after(1);
        assertEquals(1, g.asked());

        g.assign().expectState(GroupState.RECONCILING);
        g.beat("a").expectState(GroupState.STABLE).expectShares("a", 3);
        assertEquals(2, g.epochOf("a"));
    }

    /// What was told, but for the interval.
    private static ConsumerAccepted plain(ConsumerScenario g) {
        ConsumerAccepted accepted = g.accepted();
        return new ConsumerAccepted(
                accepted.memberId(), accepted.memberEpoch(), 0, accepted.assignment());
    }

    @Test
    void membersThatComeTogether_areAssignedTogether() {
        ConsumerScenario g = consumers().topic("t", 6);

        g.join("a", "t").after(40).join("b", "t").after(40).join("c", "t").after(49);
        assertEquals(0, g.asked());
        g.after(1).assign().beat("a").beat("b").beat("c");

        g.expectState(GroupState.STABLE).expectShares("a b c", 2, 2, 2);
        assertEquals(4, g.group().epoch());
        assertEquals(4, g.epochOf("c"));
    }

    @Test
    void membersThatKeepComing_doNotPutTheAssignmentOffForEver() {
        ConsumerScenario g = consumers().topic("t", 6);

        g.join("a", "t").after(49).join("b", "t").after(49).join("c", "t").after(49);
        g.join("d", "t").after(49).join("e", "t").after(49).join("f", "t");
        assertEquals(0, g.asked());

        g.after(5);
        assertEquals(1, g.asked());
    }

    @Test
    void changeWhileAnAssignorWorks_makesItsResultStale_andAnotherFollows() {
        ConsumerScenario g = consumers().topic("t", 6);
        g.join("a", "t").after(50).join("b", "t").after(60);
        assertEquals(1, g.asked(), "one at a time");

        g.assign().expectState(GroupState.ASSIGNING);

        assertEquals(1, g.asked());
        g.assign().beat("a").beat("b").expectState(GroupState.STABLE).expectShares("a b", 3, 3);
    }

    @Test
    void partition_isGivenToTheNextOnlyAfterItsOwnerHasGivenItUp() {
        ConsumerScenario g = consumers().stable("a").join("b", "t").after(50).assign();

        g.beat("b").expectShares("a b", 6, 0);
        assertEquals(MemberState.UNRELEASED_PARTITIONS, g.member("b").current().state());
        g.beatBusy("a");
        assertEquals(MemberState.UNREVOKED_PARTITIONS, g.member("a").current().state());
        assertEquals(3, g.ownedBy("a").count(), "told what it may keep");
        g.beatBusy("a").beat("b").expectShares("b", 0);

        g.beat("a").beat("b").expectShares("a b", 3, 3).expectState(GroupState.STABLE);
        assertEquals(g.group().epoch(), g.epochOf("a"));
    }

    @Test
    void memberThatDoesNotGiveUpInTime_isFenced_andOthersGetItsPartitions() {
        ConsumerScenario g = consumers().stable("a").join("b", "t").after(50).assign();
        g.beatBusy("a");
        for (int i = 0; i < 3; i++) {
            g.after(15_000).beatBusy("a").beat("b");
        }

        g.after(15_000);

        g.expectMembers("b").expectCause("member a did not give its partitions up within 60000 ms");
        g.crash("a").settle().expectShares("b", 6);
    }

    @Test
    void memberThatGaveUpInTime_isNotFenced() {
        ConsumerScenario g = consumers().stable("a").join("b", "t").after(50).assign();

        g.beat("a").beat("a");
        for (int i = 0; i < 6; i++) {
            g.after(15_000).beat("a").beat("b");
        }

        g.expectMembers("a", "b");
    }

    @Test
    void memberThatLeaves_makesRoom() {
        ConsumerScenario g = consumers().stable("a", "b");

        g.leave("b").expectState(GroupState.ASSIGNING).expectCause("member b left");

        g.settle().expectShares("a", 6);
    }

    @Test
    void lastMemberThatLeaves_leavesAnEmptyGroupWithItsEpoch() {
        ConsumerScenario g = consumers().stable("a");

        g.leave("a").expectState(GroupState.EMPTY);

        assertEquals(3, g.group().epoch());
        g.after(60_000);
        assertEquals(0, g.asked());
    }

    @Test
    void silentMember_isExpiredAfterItsSession() {
        ConsumerScenario g = consumers().stable("a", "b").crash("b");

        g.after(30_000).beat("a").after(14_999).expectMembers("a", "b");
        g.after(1).expectMembers("a").expectCause("the session of member b, 45000 ms, expired");

        g.settle().expectShares("a", 6);
    }

    @Test
    void memberThatMissedAnAnswer_mayComeWithTheEpochBefore() {
        ConsumerScenario g = consumers().stable("a", "b");
        int before = g.epochOf("a");
        Partitions had = g.ownedBy("a");
        g.leave("b").after(50).assign().beat("a");
        assertTrue(g.epochOf("a") > before);

        g.beatAt("a", before, had);

        assertEquals(g.group().epoch(), g.epochOf("a"));
    }

    @Test
    void memberAtAnotherEpoch_isFenced() {
        ConsumerScenario g = consumers().stable("a", "b");
        int epoch = g.epochOf("a");

        g.beatAt("a", epoch + 1, Partitions.NONE).expectRejected(Reason.FENCED_MEMBER_EPOCH);
        g.beatAt("a", epoch - 1, g.member("b").current().assigned().partitions());

        g.expectRejected(Reason.FENCED_MEMBER_EPOCH);
    }

    @Test
    void fencedMember_joinsAgainUnderItsId_andIsToldAllItHas() {
        ConsumerScenario g = consumers().stable("a", "b");

        g.join("a");

        assertEquals(g.group().epoch(), g.accepted().memberEpoch());
        assertEquals(3, g.accepted().assignment().orElseThrow().count());
        g.expectState(GroupState.STABLE);
    }

    @Test
    void unknownMembersAndGroups_areToldSo() {
        ConsumerScenario g = consumers().topic("t", 1);
        g.leave("a").expectRejected(Reason.GROUP_ID_NOT_FOUND);

        g.stable("a");

        g.leave("x").expectRejected(Reason.UNKNOWN_MEMBER_ID);
        g.leave("a").join("a", "t").leave("a").crash("a");
        g.expectState(GroupState.EMPTY);
    }

    @Test
    void memberOfAFullGroup_isTurnedAway_butNotOneThatIsIn() {
        ConsumerScenario g =
                consumers(
                                new ConsumerConfig(
                                        45_000,
                                        1,
                                        List.of("uniform"),
                                        MigrationPolicy.DISABLED,
                                        50,
                                        250))
                        .stable("a");

        g.beat("a").join("b", "t").expectRejected(Reason.GROUP_MAX_SIZE_REACHED);

        g.crash("b").expectMembers("a");
    }

    @Test
    void subscriptionThatChanges_isFollowed() {
        ConsumerScenario g = consumers().topic("u", 4).stable("a", "b");

        g.heartbeat(
                "b",
                new ConsumerClaims(
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.of(List.of("u")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        g.expectCause("member b changed its subscription").settle();

        g.expectShares("a b", 6, 4);
    }

    @Test
    void topicThatGrows_isAssignedAnew() {
        ConsumerScenario g = consumers().stable("a", "b");
        int epoch = g.group().epoch();

        g.topic("t", 8).after(50).assign().expectState(GroupState.RECONCILING);

        assertEquals(epoch + 1, g.group().epoch());
        g.expectCause("its topics were assigned as they are now");
        g.settle().expectShares("a b", 4, 4);
    }

    @Test
    void topicThatGoes_isTakenBack() {
        ConsumerScenario g = consumers().stable("a").dropTopic("t");

        g.settle().expectShares("a", 0);
    }

    @Test
    void topicThatComesBeforeAnybodyKnowsIt_isAssignedWhenItIsThere() {
        ConsumerScenario g = consumers().topic("other", 1);
        g.join("a", "t").settle().expectShares("a", 0);

        g.topic("t", 2).settle().expectShares("a", 2);
    }

    @Test
    void topicOfOthers_changesNothing() {
        ConsumerScenario g = consumers().stable("a");

        g.topic("other", 3).after(1_000);

        assertEquals(0, g.asked());
    }

    @Test
    void assignorThatFails_leavesEverythingAsItIs_andIsAskedAgain() {
        ConsumerScenario g = consumers().stable("a").join("b", "t").after(50);

        g.failToAssign("out of luck").expectCause("no new assignment: out of luck");
        g.expectShares("a", 6).after(999);
        assertEquals(0, g.asked());

        g.after(1).assign().beat("a").beat("a").beat("b").expectShares("a b", 3, 3);
    }

    @Test
    void assignorThatAnswersAGroupOfTheSameNameThatIsGone_isNotHeard() {
        ConsumerScenario g = consumers().topic("t", 6).join("a", "t").after(50).leave("a");
        g.send(new GroupCommand.DeleteGroup(g.token("x", "delete"), "g", 10));
        g.join("b", "t").after(50);

        g.assign().expectState(GroupState.ASSIGNING).expectNothingLogged();
        g.assign().beat("b").expectShares("b", 6);
    }

    @Test
    void assignorThatAnswersAGroupThatIsClassicMeanwhile_doesNotHinderTheNext() {
        ConsumerScenario g = consumers().topic("t", 6).join("a", "t").after(50).leave("a");
        ClassicActor classic = new ClassicActor(g, "c");
        classic.join("");
        classic.join("c");
        g.assign().after(100);
        classic.leave();

        g.join("b", "t").settle().expectShares("b", 6);
    }

    @Test
    void assignorThatMostMembersWishFor_isAsked() {
        ConsumerScenario g = consumers().topic("t", 6);

        g.joinWishing("a", "range", "t")
                .joinWishing("b", "sticky", "t")
                .joinWishing("c", "range", "t")
                .join("d", "t")
                .after(250);

        assertEquals("range", g.nextAssignor());
    }

    @Test
    void membersWithoutAWish_getTheDefaultAssignor() {
        ConsumerScenario g = consumers().topic("t", 6).join("a", "t").after(50);

        assertEquals("uniform", g.nextAssignor());
    }

    @Test
    void heartbeatWithoutNews_logsNothing_andComesEverLessOften() {
        ConsumerScenario g = consumers().stable("a");

        g.beat("a").expectNothingLogged();
        int first = g.intervalOf("a");
        g.beat("a");
        int second = g.intervalOf("a");
        for (int i = 0; i < 20; i++) {
            g.beat("a");
        }

        assertTrue(first >= 250 && first < second, first + " then " + second);
        assertTrue(g.intervalOf("a") >= 2_000 && g.intervalOf("a") <= 2_200);
        g.join("b", "t").beat("a");
        assertTrue(g.intervalOf("a") >= 250 && g.intervalOf("a") <= 275, "soon again");
    }

    @Test
    void restart_keepsMembersAndWhatTheyHave_andLooksAtTheTopicsOnceMore() {
        ConsumerScenario g = consumers().stable("a", "b");

        g.restart().expectState(GroupState.STABLE).expectShares("a b", 3, 3);
        g.beat("a").beat("b").expectNothingLogged();
        g.after(50).assign().expectNothingLogged();

        g.expectState(GroupState.STABLE);
    }

    @Test
    void restartInTheMiddleOfARevocation_goesOnWithIt() {
        ConsumerScenario g = consumers().stable("a").join("b", "t").after(50).assign();
        g.beatBusy("a").restart();

        g.beatBusy("a").beat("b").expectShares("b", 0);
        g.settle().expectShares("a b", 3, 3);
    }

    @Test
    void revocationDeadline_outlivesARestart() {
        ConsumerScenario g = consumers().stable("a").join("b", "t").after(50).assign();
        g.beatBusy("a").restart();
        for (int i = 0; i < 3; i++) {
            g.after(15_000).beatBusy("a").beat("b");
        }

        g.after(15_000);

        g.expectMembers("b").crash("a").settle().expectShares("b", 6);
    }

    @Test
    void restartWhileAnAssignorWorks_asksAnother() {
        ConsumerScenario g = consumers().topic("t", 6).join("a", "t").after(50).restart();

        g.settle().expectShares("a", 6);
    }

    @Test
    void staticMemberThatIsAway_keepsItsPlace_andItsSuccessorTakesIt() {
        ConsumerScenario g = consumers().topic("t", 6).joinStatic("a", "i1", "t").settle();
        g.join("b", "t").settle();
        Partitions had = g.ownedBy("a");

        g.leaveForAWhile("a");
        assertEquals(CurrentAssignment.LEFT_FOR_A_WHILE, g.member("a").epoch());
        g.joinStatic("a2", "i1", "t");

        assertEquals(had, g.accepted().assignment().orElseThrow());
        g.expectMembers("a2", "b").expectState(GroupState.STABLE);
        assertEquals(g.group().epoch(), g.epochOf("a2"));
    }

    @Test
    void staticMemberThatIsThere_isNotReplaced() {
        ConsumerScenario g = consumers().topic("t", 6).joinStatic("a", "i1", "t").settle();

        g.joinStatic("a2", "i1", "t").expectRejected(Reason.UNRELEASED_INSTANCE_ID);
    }

    @Test
    void staticMemberThatWasReplaced_isFenced() {
        ConsumerScenario g = consumers().topic("t", 6).joinStatic("a", "i1", "t").settle();
        g.leaveForAWhile("a").joinStatic("b", "i1", "t").settle();

        g.send(
                new GroupCommand.ConsumerLeave(
                        g.token("a", "leave"), "g", "a", Optional.of("i1"), false));

        g.expectRejected(Reason.FENCED_INSTANCE_ID);
    }

    @Test
    void staticMemberThatStaysAway_isExpired() {
        ConsumerScenario g = consumers().topic("t", 6).joinStatic("a", "i1", "t").settle();

        g.leaveForAWhile("a").after(45_000);

        g.expectState(GroupState.EMPTY);
    }

    @Test
    void commitOfTheMembersEpoch_isTaken_andOneOfAnotherEpochIsNot() {
        ConsumerScenario g = consumers().stable("a");
        int epoch = g.epochOf("a");

        g.commit("a", epoch, "t", 0, 5);
        assertEquals(1, g.view().offsets().size());

        g.commit("a", epoch + 1, "t", 0, 6).expectRejected(Reason.STALE_MEMBER_EPOCH);
        g.commit("b", epoch, "t", 0, 6).expectRejected(Reason.UNKNOWN_MEMBER_ID);
        g.commit("", -1, "t", 0, 6).expectRejected(Reason.UNKNOWN_MEMBER_ID);
    }

    @Test
    void commitOfAnOlderEpoch_isTakenForWhatTheMemberHadThen() {
        ConsumerScenario g = consumers().stable("a", "b");
        int before = g.epochOf("a");
        Partitions had = g.ownedBy("a");
        g.leave("b").settle().expectShares("a", 6);
        int kept = had.of(had.topics().iterator().next())[0];
        Partitions came = g.ownedBy("a").minus(had);
        int gained = came.of(came.topics().iterator().next())[0];

        g.commit("a", before, "t", kept, 5);
        assertEquals(1, g.view().offsets().size());

        g.commit("a", before, "t", gained, 5).expectRejected(Reason.STALE_MEMBER_EPOCH);
    }

    @Test
    void emptyGroup_takesCommitsOfAnybody_andIsDeletedWhole() {
        ConsumerScenario g = consumers().stable("a").leave("a").commit("", -1, "t", 0, 5);

        g.send(new GroupCommand.DeleteGroup(g.token("x", "delete"), "g", 10));

        assertEquals(Optional.empty(), g.shard().group("g"));
        assertEquals(List.of(), g.shard().snapshot());
    }

    @Test
    void emptyClassicGroup_becomesOneOfTheConsumerProtocol_andKeepsItsOffsets() {
        ConsumerScenario g = consumers().topic("t", 2).commit("", -1, "t", 0, 5);

        g.join("a", "t").settle();

        g.expectShares("a", 2);
        assertEquals(1, g.view().offsets().size());
        assertEquals(GroupType.CONSUMER, g.view().type());
    }

    @Test
    void emptyGroupThatChangesItsProtocol_goesOnCounting() {
        ConsumerScenario g = consumers().stable("a").leave("a");
        int epoch = g.group().epoch();
        ClassicActor classic = new ClassicActor(g, "c");
        classic.join("");
        classic.join("c");
        g.after(100);
        assertTrue(g.view().generationId() > epoch);
        int generation = g.view().generationId();
        classic.leave();

        g.join("b", "t");

        assertTrue(g.group().epoch() > generation);
    }
}
