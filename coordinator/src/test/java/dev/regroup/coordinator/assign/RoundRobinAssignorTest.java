package dev.regroup.coordinator.assign;

import static dev.regroup.coordinator.assign.Sketch.sketch;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RoundRobinAssignorTest {
    private static final String ROUND_ROBIN = "roundrobin";

    @Test
    void partitions_areDealtByTopicNameAndNumber_toMembersById() {
        Sketch group = sketch().topic("b", 3).topic("a", 2).member("m2", "a b").member("m1", "a b");

        assertEquals("m2: a1 b1 | m1: a0 b0 b2", group.assign(ROUND_ROBIN));
    }

    @Test
    void membersThatDoNotSubscribe_arePassedOver() {
        Sketch group =
                sketch().topic("a", 1)
                        .topic("b", 2)
                        .topic("c", 3)
                        .member("m1", "a")
                        .member("m2", "a b")
                        .member("m3", "a b c")
                        .member("m4", "");

        assertEquals("m1: a0 | m2: b0 | m3: b1 c0 c1 c2 | m4: ", group.assign(ROUND_ROBIN));
    }

    @Test
    void staticMembers_comeFirst_byInstanceId() {
        Sketch group =
                sketch().topic("a", 4)
                        .member("m1", "a")
                        .member("m2", "a")
                        .instance("m2", "y")
                        .member("m3", "a")
                        .instance("m3", "x");

        assertEquals("m1: a2 | m2: a1 | m3: a0 a3", group.assign(ROUND_ROBIN));
    }

    @Test
    void whatMembersOwned_andRacks_doNotCount() {
        Sketch group =
                sketch().topic("a", "r2", "r1")
                        .member("m1", "a")
                        .rack("m1", "r1")
                        .owns("m1", "a1")
                        .member("m2", "a")
                        .rack("m2", "r2");

        assertEquals("m1: a0 | m2: a1", group.assign(ROUND_ROBIN));
    }
}
