package dev.regroup.coordinator.assign;

import static dev.regroup.coordinator.assign.Sketch.sketch;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BalancedAssignorTest {
    private static final String UNIFORM = "uniform";
    private static final String STICKY = "sticky";

    @Test
    void partitions_areSpreadOverMembers_topicByTopic() {
        Sketch group =
                sketch().topic("a", 3)
                        .topic("b", 4)
                        .member("m1", "a b")
                        .member("m2", "a b")
                        .member("m3", "a b");

        assertEquals("m1: a0 b0 b3 | m2: a1 b1 | m3: a2 b2", group.assign(UNIFORM));
    }

    @Test
    void aNewMember_isGivenItsShare_evenlyOfEachTopic_andNothingElseMoves() {
        Sketch group = sketch().topic("a", 4).topic("b", 4).member("m1", "a b");
        group.assign(UNIFORM);

        group.member("m2", "a b");

        assertEquals("m1: a0 a2 b0 b2 | m2: a1 a3 b1 b3", group.assign(UNIFORM));
    }

    @Test
    void aMembersPartitions_areSharedOutWhenItLeaves_andNothingElseMoves() {
        Sketch group =
                sketch().topic("a", 6)
                        .member("m1", "a")
                        .owns("m1", "a5 a0")
                        .member("m2", "a")
                        .owns("m2", "a1 a2")
                        .member("m3", "a")
                        .owns("m3", "a3 a4");

        group.gone("m2");

        assertEquals("m1: a0 a1 a5 | m3: a2 a3 a4", group.assign(UNIFORM));
    }

    @Test
    void whoHasOneMoreThanOthers_keepsIt() {
        Sketch group =
                sketch().topic("a", 3)
                        .member("m1", "a")
                        .owns("m1", "a2")
                        .member("m2", "a")
                        .owns("m2", "a0 a1");

        assertEquals("m1: a2 | m2: a0 a1", group.assign(UNIFORM));
    }

    @Test
    void aTopicThatGrows_takesNothingFromAnybody() {
        Sketch group = sketch().topic("a", 2).member("m1", "a").member("m2", "a");
        group.assign(UNIFORM);

        group.topic("a", 5);

        assertEquals("m1: a0 a2 a4 | m2: a1 a3", group.assign(UNIFORM));
    }

    @Test
    void whatIsOwnedWithoutASubscription_orIsGone_orOwnedByTwo_isNoTie() {
        Sketch group =
                sketch().topic("a", 2)
                        .topic("b", 2)
                        .member("m1", "a")
                        .owns("m1", "a1 b0 a7")
                        .member("m2", "a b")
                        .owns("m2", "a1 c3");

        assertEquals("m1: a0 a1 | m2: b0 b1", group.assign(UNIFORM));
    }

    @Test
    void withDifferentSubscriptions_aChainOfMoves_bringsBalance() {
        Sketch group =
                sketch().topic("a", 1)
                        .topic("b", 1)
                        .topic("c", 1)
                        .member("m1", "a b")
                        .owns("m1", "a0 b0")
                        .member("m2", "b c")
                        .owns("m2", "c0")
                        .member("m3", "c");

        assertEquals("m1: a0 | m2: b0 | m3: c0", group.assign(STICKY));
    }

    @Test
    void membersThatCannotRelieveEachOther_areBalancedEachForThemselves() {
        Sketch group =
                sketch().topic("a", 7)
                        .topic("b", 2)
                        .member("m1", "a b")
                        .member("m2", "a b")
                        .member("m3", "b")
                        .member("m4", "b")
                        .member("m5", "");

        assertEquals(
                "m1: a0 a2 a4 a6 | m2: a1 a3 a5 | m3: b0 | m4: b1 | m5: ", group.assign(UNIFORM));
    }

    @Test
    void members_getPartitionsOfTheirOwnRack() {
        Sketch group =
                sketch().topic("a", "r1 r2", "r2 r3", "r1 r3", "r3 r1")
                        .member("m1", "a")
                        .rack("m1", "r1")
                        .member("m2", "a")
                        .rack("m2", "r2");

        assertEquals("m1: a2 a3 | m2: a0 a1", group.assign(UNIFORM));
    }

    @Test
    void racks_goBeforeStaying_andBalanceBeforeRacks() {
        Sketch group =
                sketch().topic("a", "r1", "r1", "r1", "r2")
                        .member("m1", "a")
                        .rack("m1", "r1")
                        .owns("m1", "a3 a1")
                        .member("m2", "a")
                        .rack("m2", "r2")
                        .owns("m2", "a0 a2");

        assertEquals("m1: a1 a2 | m2: a0 a3", group.assign(STICKY));
    }

    @Test
    void racksThatNoMemberIsIn_changeNothing() {
        Sketch group =
                sketch().topic("a", "r1", "r2")
                        .member("m1", "a")
                        .rack("m1", "r9")
                        .owns("m1", "a1")
                        .member("m2", "a");

        assertEquals("m1: a1 | m2: a0", group.assign(UNIFORM));
    }

    @Test
    void anAssignmentThatStays_isTheVerySame() {
        AssignmentInput input =
                sketch().topic("a", 2).member("m1", "a").owns("m1", "a0 a1").input();

        Map<String, Partitions> assigned = Assignors.byDefault().assign(input).byMember();

        assertSame(Judgement.member(input, "m1").owned(), assigned.get("m1"));
    }

    @Test
    void withoutMembers_thereIsNothingToAssign() {
        assertEquals("", sketch().topic("a", 2).assign(UNIFORM));
    }
}
