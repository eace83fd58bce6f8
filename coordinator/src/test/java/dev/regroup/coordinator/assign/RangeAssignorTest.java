package dev.regroup.coordinator.assign;

import static dev.regroup.coordinator.assign.Sketch.sketch;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RangeAssignorTest {
    private static final String RANGE = "range";

    @Test
    void eachTopic_goesInRanges_theFirstMembersGetOneMore() {
        Sketch group =
                sketch().topic("a", 5)
                        .topic("b", 1)
                        .member("m1", "a b")
                        .member("m2", "a b")
                        .member("m3", "a b");

        assertEquals("m1: a0 a1 b0 | m2: a2 a3 | m3: a4", group.assign(RANGE));
    }

    @Test
    void topicsOfEquallyManyPartitions_areCoPartitioned() {
        Sketch group = sketch().topic("a", 3).topic("b", 3).member("m1", "a b").member("m2", "a b");

        assertEquals("m1: a0 a1 b0 b1 | m2: a2 b2", group.assign(RANGE));
    }

    @Test
    void aTopic_isSharedByItsSubscribersOnly() {
        Sketch group =
                sketch().topic("a", 2)
                        .topic("b", 2)
                        .topic("c", 2)
                        .member("m1", "a b")
                        .member("m2", "b c")
                        .member("m3", "b")
                        .member("m4", "");

        assertEquals("m1: a0 a1 b0 | m2: b1 c0 c1 | m3:  | m4: ", group.assign(RANGE));
    }

    @Test
    void staticMembers_comeFirst_andKeepTheirPlaceUnderANewMemberId() {
        Sketch group =
                sketch().topic("a", 3)
                        .member("m1", "a")
                        .member("m2", "a")
                        .instance("m2", "y")
                        .member("m3", "a")
                        .instance("m3", "x");

        assertEquals("m1: a2 | m2: a1 | m3: a0", group.assign(RANGE));

        group.gone("m3").member("m0", "a").instance("m0", "x");

        assertEquals("m1: a2 | m2: a1 | m0: a0", group.assign(RANGE));
    }

    @Test
    void whatMembersOwned_doesNotCount() {
        Sketch group = sketch().topic("a", 2).member("m1", "a").owns("m1", "a1").member("m2", "a");

        assertEquals("m1: a0 | m2: a1", group.assign(RANGE));
    }

    @Test
    void racks_goBeforeRanges_andMoveNoMoreThanNeeded() {
        Sketch group =
                sketch().topic("a", "r1", "r2", "r1", "r2", "r1", "r2")
                        .member("m1", "a")
                        .rack("m1", "r1")
                        .member("m2", "a")
                        .rack("m2", "r2")
                        .member("m3", "a");

        assertEquals("m1: a0 a2 | m2: a1 a3 | m3: a4 a5", group.assign(RANGE));
    }

    @Test
    void oneMore_goesWhereItIsNear() {
        Sketch group =
                sketch().topic("a", "r2", "r2", "r1")
                        .member("m1", "a")
                        .rack("m1", "r1")
                        .member("m2", "a")
                        .rack("m2", "r2");

        assertEquals("m1: a2 | m2: a0 a1", group.assign(RANGE));
    }

    @Test
    void coPartitionedTopics_stayTogether_whereMostOfThemAreNear() {
        Sketch group =
                sketch().topic("a", "r2", "r1")
                        .topic("b", "r2", "r1")
                        .topic("c", "r1", "r2")
                        .member("m1", "a b c")
                        .rack("m1", "r1")
                        .member("m2", "a b c")
                        .rack("m2", "r2");

        assertEquals("m1: a1 b1 c1 | m2: a0 b0 c0", group.assign(RANGE));
    }
}
