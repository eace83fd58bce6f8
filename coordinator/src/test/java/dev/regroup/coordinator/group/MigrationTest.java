package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.ConsumerScenario.consumers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.MemberState;
import dev.regroup.coordinator.group.GroupCommand.Leaver;
import dev.regroup.coordinator.group.GroupReply.HeartbeatAccepted;
import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.LeaverResult;
import dev.regroup.coordinator.group.GroupReply.Left;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.offset.TopicId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Groups that move from one protocol to the other while they work (KIP-848, "Online migration").
class MigrationTest {
    private static final TopicId T = new TopicId(7, 1);

    private static Partitions of(int... numbers) {
        Partitions.Builder builder = Partitions.builder();
        for (int number : numbers) {
            builder.add(T, number);
        }
        return builder.build();
    }

    private static ConsumerConfig policy(MigrationPolicy policy) {
        return new ConsumerConfig(45_000, 10, List.of("uniform"), policy, 50, 250);
    }

    /// A classic group whose member `a` has all six partitions of `t`.
    private static ClassicActor stableClassic(ConsumerScenario g) {
        g.topic("t", 6);
        ClassicActor a = new ClassicActor(g, "a");
        a.join("");
        a.join("a");
        g.after(100);
        a.generationId = g.view().generationId();
        g.send(
                new GroupCommand.Sync(
                        g.token("a", "sync"),
                        "g",
                        a.generationId,
                        "a",
                        Optional.empty(),
                        Optional.of("consumer"),
                        Optional.of("range"),
                        Map.of("a", JoinSpec.bytes("all"))));
        a.owned = of(0, 1, 2, 3, 4, 5);
        g.expectState(GroupState.STABLE);
        return a;
    }

    @Test
    void heartbeatThatIsHeld_isAcceptedWhenTheGroupMoves() {
        ConsumerScenario g = consumers();
        ClassicActor a = stableClassic(g);
        a.beatPatiently();
        assertTrue(g.view().member("a").orElseThrow().waitingHeartbeat().isPresent());
        g.join("c", "t");

        g.read(Map.of("a", a.owned));

        assertEquals(new HeartbeatAccepted(), g.onlyReply());
    }

    @Test
    void classicMember_isAnsweredAtOnceInAGroupThatHasMoved() {
        ConsumerScenario g = consumers();
        ClassicActor a = stableClassic(g);
        g.join("c", "t").read(Map.of("a", a.owned));

        a.beatPatiently();

        assertEquals(new HeartbeatAccepted(), g.onlyReply());
    }

    @Test
    void memberOfTheConsumerProtocol_takesTheGroupAlong_andNobodyLosesWhatItHas() {
        ConsumerScenario g = consumers();
        ClassicActor a = stableClassic(g);
        int generation = a.generationId;

        g.join("c", "t").expectRejected(Reason.GROUP_NOT_READY);
        g.read(Map.of("a", a.owned));
        assertEquals(GroupType.CONSUMER, g.view().type());
        a.expectQuiet();
        g.join("c", "t").after(50).assign();

        assertEquals(of(0, 1, 2, 3, 4, 5), g.member("a").current().assigned().partitions());
        g.beat("c").expectShares("c", 0);
        a.expectToldToJoin();
        assertTrue(a.joinEagerly().generationId() > generation);
        a.sync();
        assertEquals(3, a.owned.count());
        g.beat("c").expectShares("c", 3).expectState(GroupState.STABLE);
        a.expectQuiet();
    }

    @Test
    void groupThatWentOnMeanwhile_isNotConverted() {
        ConsumerScenario g = consumers();
        ClassicActor a = stableClassic(g);
        g.join("c", "t");
        a.can("range", "other");
        a.join("a");
        g.after(100);

        g.read(Map.of("a", of(0)));

        assertEquals(GroupType.CLASSIC, g.view().type());
    }

    @Test
    void groupOfAnotherKind_isNotConverted() {
        ConsumerScenario g = consumers(policy(MigrationPolicy.DOWNGRADE));
        stableClassic(g);

        g.join("c", "t").expectRejected(Reason.GROUP_ID_NOT_FOUND);
    }

    @Test
    void groupWhoseSubscriptionsCannotBeRead_isNotConverted() {
        ConsumerScenario g = consumers().topic("t", 6);
        ClassicActor a = new ClassicActor(g, "a").sayingNothing();
        a.join("");
        a.join("a");
        g.after(100);

        g.join("c", "t").expectRejected(Reason.GROUP_ID_NOT_FOUND);

        g.expectState(GroupState.COMPLETING_REBALANCE);
    }

    @Test
    void classicMembersThatWait_areToldToJoinAgain() {
        ConsumerScenario g = consumers();
        ClassicActor a = stableClassic(g);
        a.can("range", "other");
        g.join("c", "t");
        ClassicActor b = new ClassicActor(g, "b");
        b.join("");
        b.join("b");

        g.read(Map.of("a", a.owned));

        g.expectMembers("a", "b");
        assertEquals(Partitions.NONE, g.member("b").current().assigned().partitions());
    }

    @Test
    void groupThatIsUpgradedInItsFirstRound_beginsAnotherOneWhenItIsClassicAgain() {
        ConsumerScenario g = consumers().topic("t", 6);
        ClassicActor a = new ClassicActor(g, "a");
        a.join("");
        a.join("a");
        g.join("c", "t").read(Map.of());
        a.leave();
        g.expectState(GroupState.EMPTY).after(10_000);
        ClassicActor b = new ClassicActor(g, "b");
        b.join("");
        b.join("b");

        g.after(99).expectState(GroupState.PREPARING_REBALANCE);

        g.after(1).expectState(GroupState.COMPLETING_REBALANCE);
    }

    @Test
    void classicMember_joinsAGroupOfTheConsumerProtocol() {
        ConsumerScenario g = consumers().stable("c");
        ClassicActor a = new ClassicActor(g, "a");
        Rejected required = assertInstanceOf(Rejected.class, a.tryToJoin(""));
        assertEquals(Reason.MEMBER_ID_REQUIRED, required.reason());

        Joined joined = a.joinEagerly();

        assertEquals("", joined.leaderId());
        assertEquals(List.of(), joined.members());
        assertEquals("range", joined.protocolName());
        a.sync();
        assertEquals(Partitions.NONE, a.owned);
        g.after(50).assign().beat("c").beat("c");
        a.expectToldToJoin();
        a.joinEagerly();
        a.sync();
        assertEquals(3, a.owned.count());
        g.expectState(GroupState.STABLE);
        a.expectQuiet();
    }

    @Test
    void classicMemberThatKeepsItsPartitions_givesUpStepByStep() {
        ConsumerScenario g = consumers().topic("t", 6);
        ClassicActor a = stableClassic(g);
        g.join("c", "t").read(Map.of("a", a.owned)).join("c", "t").after(50).assign();

        a.expectToldToJoin();
        a.joinKeeping();
        assertEquals(MemberState.UNREVOKED_PARTITIONS, g.member("a").current().state());
        a.sync();
        assertEquals(3, a.owned.count(), "told what it may keep");
        g.beat("c").expectShares("c", 0);
        a.expectToldToJoin();
        a.joinKeeping();
        a.sync().expectQuiet();
        g.beat("c").expectShares("c", 3).expectState(GroupState.STABLE);
    }

    @Test
    void lastMemberOfTheConsumerProtocol_leavesAClassicGroupBehind() {
        ConsumerScenario g = consumers().stable("c");
        ClassicActor a = new ClassicActor(g, "a");
        a.joinEagerly();
        a.sync();
        g.after(50).assign().beat("c").beat("c");
        a.joinEagerly();
        a.sync();
        int epoch = g.group().epoch();

        g.leave("c");

        assertEquals(GroupType.CLASSIC, g.view().type());
        g.expectState(GroupState.PREPARING_REBALANCE)
                .expectCause("member c left, and the group is a classic one again");
        assertTrue(g.view().generationId() >= epoch);
        a.expectToldToJoin();
        a.join("a");
        g.expectState(GroupState.COMPLETING_REBALANCE);
        assertTrue(g.view().generationId() > epoch);
    }

    @Test
    void groupThatIsClassicAgain_isNotConverted_beforeItsMembersHaveBeenAssigned() {
        ConsumerScenario g = consumers().stable("c");
        ClassicActor a = new ClassicActor(g, "a");
        a.joinEagerly();
        a.sync();
        g.after(50).assign().beat("c").beat("c");
        a.joinEagerly();
        a.sync();
        assertEquals(3, a.owned.count());
        g.leave("c");

        g.join("d", "t").expectRejected(Reason.GROUP_NOT_READY);
        g.send(new GroupCommand.AssignmentsRead("g", g.view().generationId(), Map.of()));

        assertEquals(GroupType.CLASSIC, g.view().type());
        g.expectState(GroupState.PREPARING_REBALANCE);
    }

    @Test
    void whatMembersKeepWhileTheyAreAssignedAnew_isStillTheirsWhenTheGroupIsConverted() {
        ConsumerScenario g = consumers();
        ClassicActor a = stableClassic(g);
        ClassicActor b = new ClassicActor(g, "b");
        b.join("");
        b.join("b");
        a.join("a");
        g.expectState(GroupState.COMPLETING_REBALANCE);
        ClassicActor c = new ClassicActor(g, "c");
        c.join("");
        c.join("c");
        g.expectState(GroupState.PREPARING_REBALANCE);

        g.join("d", "t").expectRejected(Reason.GROUP_NOT_READY);

        assertEquals(Map.of("a", JoinSpec.bytes("all")), g.toRead());
    }

    @Test
    void whereDowngradesAreNotWanted_theGroupStaysAsItIs() {
        ConsumerScenario g = consumers(policy(MigrationPolicy.UPGRADE)).stable("c");
        ClassicActor a = new ClassicActor(g, "a");
        a.joinEagerly();
        a.sync();

        g.leave("c").after(50).assign();

        assertEquals(GroupType.CONSUMER, g.view().type());
        a.expectToldToJoin();
        a.joinEagerly();
        a.sync();
        assertEquals(6, a.owned.count());
    }

    @Test
    void downgradedGroupThatIsLoadedAgain_asksItsMembersToJoin() {
        ConsumerScenario g = consumers().stable("c");
        ClassicActor a = new ClassicActor(g, "a");
        a.joinEagerly();
        a.sync();
        g.leave("c").restart();

        assertEquals(Reason.UNKNOWN_MEMBER_ID, assertInstanceOf(Rejected.class, a.beat()).reason());
        a.join("");
        a.join("a");
        g.after(3_000).expectState(GroupState.COMPLETING_REBALANCE);
    }

    @Test
    void mixedGroup_outlivesARestart() {
        ConsumerScenario g = consumers().stable("c");
        ClassicActor a = new ClassicActor(g, "a");
        a.joinEagerly();
        a.sync();

        g.restart();

        a.expectQuiet();
        g.beat("c");
        assertTrue(g.member("a").isClassic());
    }

    @Test
    void classicMemberThatDoesNotJoinInTime_isExpelled() {
        ConsumerScenario g = consumers();
        ClassicActor a = stableClassic(g);
        g.join("c", "t").read(Map.of("a", a.owned)).join("c", "t").after(50).assign();

        for (int i = 0; i < 12; i++) {
            a.expectToldToJoin();
            g.beat("c").after(5_000);
        }

        g.expectMembers("c");
    }

    @Test
    void silentClassicMember_isExpiredAfterItsOwnSession() {
        ConsumerScenario g = consumers().stable("c");
        ClassicActor a = new ClassicActor(g, "a");
        a.joinEagerly();
        a.sync();

        g.after(ClassicActor.SESSION_TIMEOUT_MS);

        g.expectMembers("c").expectCause("the session of member a, 10000 ms, expired");
    }

    @Test
    void classicMemberThatLeaves_makesRoom() {
        ConsumerScenario g = consumers().stable("c");
        ClassicActor a = new ClassicActor(g, "a");
        a.joinEagerly();
        a.sync();

        a.leave();

        g.expectMembers("c").settle().expectShares("c", 6);
    }

    @Test
    void leavers_areJudgedEachByItself() {
        ConsumerScenario g = consumers().stable("c").joinStatic("s", "i", "t").settle();

        g.send(
                new GroupCommand.Leave(
                        g.token("admin", "leave"),
                        "g",
                        List.of(
                                new Leaver("c", Optional.of("i"), ""),
                                new Leaver("s", Optional.of("none"), ""),
                                new Leaver("x", Optional.empty(), ""),
                                new Leaver("", Optional.empty(), ""),
                                new Leaver("", Optional.of("i"), "scaled down"))));

        assertEquals(
                List.of(
                        Optional.of(Reason.FENCED_INSTANCE_ID),
                        Optional.of(Reason.UNKNOWN_MEMBER_ID),
                        Optional.of(Reason.UNKNOWN_MEMBER_ID),
                        Optional.of(Reason.UNKNOWN_MEMBER_ID),
                        Optional.empty()),
                assertInstanceOf(Left.class, g.onlyReply()).results().stream()
                        .map(LeaverResult::rejection)
                        .toList());
        g.expectMembers("c");
    }

    @Test
    void classicMember_isHeldToWhatTheGroupCanDo() {
        ConsumerScenario g = consumers(policy(MigrationPolicy.BIDIRECTIONAL)).stable("c");
        ClassicActor a = new ClassicActor(g, "a");
        a.joinEagerly();
        int generation = a.generationId;

        assertEquals(Reason.ILLEGAL_GENERATION, reasonOf(a.trySync(generation + 1)));
        a.sync();
        ClassicActor b = new ClassicActor(g, "b").can("other");
        assertEquals(Reason.INCONSISTENT_GROUP_PROTOCOL, reasonOf(b.tryToJoin("b")));
        assertEquals(Reason.UNKNOWN_MEMBER_ID, reasonOf(b.beat()));
        ClassicActor c = new ClassicActor(g, "c");
        c.generationId = g.epochOf("c");
        assertEquals(Reason.UNKNOWN_MEMBER_ID, reasonOf(c.beat()), "it speaks the other");
        a.can("range");
        assertEquals(generation, a.joinEagerly().generationId());
        a.can("other", "range");
        assertEquals(
                Reason.INCONSISTENT_GROUP_PROTOCOL,
                reasonOf(new ClassicActor(g, "d").can("x").tryToJoin("d")));
    }

    private static Reason reasonOf(GroupReply reply) {
        return assertInstanceOf(Rejected.class, reply).reason();
    }

    @Test
    void commitOfAClassicMember_isJudgedByItsGeneration() {
        ConsumerScenario g = consumers().stable("c");
        ClassicActor a = new ClassicActor(g, "a");
        a.joinEagerly();
        a.sync();

        g.commit("a", a.generationId, "t", 0, 5);
        assertEquals(1, g.view().offsets().size());

        g.commit("a", a.generationId + 1, "t", 0, 6).expectRejected(Reason.ILLEGAL_GENERATION);
    }
}
