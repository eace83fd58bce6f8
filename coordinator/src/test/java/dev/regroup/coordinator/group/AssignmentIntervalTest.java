package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.ConsumerScenario.consumers;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.coordinator.group.GroupCommand.ConsumerPace;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// Groups whose assignments are to be a certain time apart (consumer.assignment.interval.ms).
class AssignmentIntervalTest {
    private static final int INTERVAL_MS = 1_000;

    @Test
    void theFirstAssignment_isMadeAtOnce() {
        ConsumerScenario g = consumers().topic("t", 6);
        g.pace = every(INTERVAL_MS);

        g.join("a", "t").after(0);

        assertEquals(1, g.asked());
    }

    @Test
    void theNext_isMadeWhenTheIntervalHasPassedSinceTheLast() {
        ConsumerScenario g = assigned();

        g.after(400).join("b", "t").after(599);
        assertEquals(0, g.asked());
        g.after(1);

        assertEquals(1, g.asked());
        g.assign().settle().expectShares("a b", 3, 3);
    }

    @Test
    void changesMeanwhile_doNotPutItOff() {
        ConsumerScenario g = assigned();

        g.join("b", "t").after(900).join("c", "t").after(99).join("d", "t");
        assertEquals(0, g.asked());
        g.after(1);

        assertEquals(1, g.asked());
    }

    @Test
    void whenItHasPassed_aChangeIsAssignedAtOnce() {
        ConsumerScenario g = assigned().after(INTERVAL_MS);

        g.join("b", "t").after(0);

        assertEquals(1, g.asked());
    }

    @Test
    void aMemberThatGoes_waitsForItToo() {
        ConsumerScenario g = assigned().after(INTERVAL_MS).join("b", "t").after(0).assign();

        g.leave("b").after(INTERVAL_MS - 1);
        assertEquals(0, g.asked());
        g.after(1);

        assertEquals(1, g.asked());
    }

    @Test
    void aChangeWhileAnAssignorWorks_waitsFromItsResultOn() {
        ConsumerScenario g = assigned().after(INTERVAL_MS).topic("t", 7).after(0);
        assertEquals(1, g.asked());
        g.topic("t", 8).after(0).assign();

        g.after(INTERVAL_MS - 1);
        assertEquals(0, g.asked());
        g.after(1);

        assertEquals(1, g.asked());
        g.assign().settle().expectShares("a", 8);
    }

    @Test
    void anIntervalOfZero_doesNotWait() {
        ConsumerScenario g = assigned();
        g.pace = every(0);

        g.join("b", "t").after(0);

        assertEquals(1, g.asked());
    }

    @Test
    void withoutAnInterval_theQuietTimeCountsAgain() {
        ConsumerScenario g = assigned();
        g.pace = ConsumerScenario.PACE;

        g.join("b", "t").after(49);
        assertEquals(0, g.asked());
        g.after(1);

        assertEquals(1, g.asked());
    }

    @Test
    void aWallClockThatIsSetBack_makesItNoLonger() {
        ConsumerScenario g = assigned();
        g.wallClockAheadMs -= 3_600_000;

        g.join("b", "t").after(INTERVAL_MS);

        assertEquals(1, g.asked());
    }

    private static ConsumerScenario assigned() {
        ConsumerScenario g = consumers().topic("t", 6);
        g.pace = every(INTERVAL_MS);
        return g.join("a", "t").after(0).assign();
    }

    private static ConsumerPace every(int intervalMs) {
        return new ConsumerPace(45_000, 250, 2_000, OptionalInt.of(intervalMs));
    }
}
