package dev.regroup.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.cli.demo.MemberEvent.Assigned;
import dev.regroup.cli.demo.MemberEvent.Received;
import dev.regroup.cli.demo.MemberEvent.Revoked;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RebalancesTest {
    private final Rebalances rebalances = new Rebalances(4);

    @Test
    void aRebalance_lastsFromItsTriggerToTheLastAssignment() {
        rebalances.triggered("two join", 1_000);
        rebalances.joined("a");
        rebalances.joined("b");
        rebalances.assigned("a", new Assigned(1_100, List.of(0, 1)));
        assertFalse(rebalances.settled());
        rebalances.assigned("b", new Assigned(1_250, List.of(2, 3)));

        assertTrue(rebalances.settled());
        assertEquals(
                new Rebalances.Rebalance(
                        "two join", 250, Map.of("a", Set.of(0, 1), "b", Set.of(2, 3))),
                rebalances.finished());
    }

    @Test
    void sharesThatAreUneven_areNotSettled() {
        rebalances.triggered("one joins another", 0);
        rebalances.joined("a");
        rebalances.joined("b");
        rebalances.assigned("a", new Assigned(1, List.of(0, 1, 2)));
        rebalances.assigned("b", new Assigned(1, List.of(3)));
        assertFalse(rebalances.settled());

        rebalances.revoked("a", new Revoked(2, List.of(2)));
        assertFalse(rebalances.settled());
        rebalances.assigned("b", new Assigned(3, List.of(2)));
        assertTrue(rebalances.settled());
    }

    @Test
    void aMemberThatIsGone_ownsNothing() {
        rebalances.triggered("a is killed", 0);
        rebalances.joined("a");
        rebalances.joined("b");
        rebalances.assigned("a", new Assigned(1, List.of(0, 1)));
        rebalances.assigned("b", new Assigned(1, List.of(2, 3)));
        rebalances.gone("a");
        assertFalse(rebalances.settled());

        rebalances.assigned("b", new Assigned(6_000, List.of(0, 1)));
        assertTrue(rebalances.settled());
    }

    @Test
    void aRecordReceivedTwice_countsOnceAndIsADuplicate() {
        Tally tally = new Tally();
        tally.add(new Received(1, 5, Level.INFO, "f"));
        tally.add(new Received(1, 5, Level.INFO, "f"));
        tally.add(new Received(2, 5, Level.WARN, "f"));

        assertEquals(2, tally.distinct());
        assertEquals(1, tally.duplicates());
        assertEquals(Map.of(Level.INFO, 1, Level.WARN, 1), tally.byLevel());
        assertEquals(Map.of("f", 2), tally.bySource());
    }

    @Test
    void counts_agreeOnlyIfAllThreeAreEqual() {
        assertTrue(new Report.Counts(3, 3, 3, 1).agree());
        assertFalse(new Report.Counts(3, 4, 3, 0).agree());
        assertFalse(new Report.Counts(3, 3, 2, 0).agree());
    }
}
