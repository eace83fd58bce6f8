package dev.regroup.cli.demo.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.cli.demo.model.DemoEvent.PartitionOffsets;
import dev.regroup.cli.demo.model.GroupMember.Condition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemoStateTest {
    private final Happenings happenings = new Happenings(4);
    private final DemoState state = happenings.state();

    /// Members a and b with two partitions each, since 2 s.
    private void stable() {
        happenings
                .started(0, "a")
                .started(0, "b")
                .joining(500, "a")
                .assigned(1_000, "a", 0, 1, 2, 3)
                .joining(1_500, "b")
                .revoked(1_600, "a", 2, 3)
                .assigned(2_000, "b", 2, 3);
        assertTrue(state.settled());
    }

    @Test
    void aRebalance_lastsFromTheJoinToTheLastAssignment_notFromTheStartOfTheProcess() {
        stable();

        Rebalance first = state.rebalances().getFirst();
        assertEquals("a joins", first.cause());
        assertEquals(500, first.durationMs(0));
        assertEquals(500, first.unownedMaxMs());
        Rebalance second = state.rebalances().get(1);
        assertEquals("b joins", second.cause());
        assertEquals(500, second.durationMs(0));
        assertEquals(2, second.moved());
        assertEquals(400, second.unownedMaxMs());
        assertEquals("a [0, 1]  b [2, 3]", second.owners());
    }

    @Test
    void whileAPartitionMoves_itHasNoOwner() {
        stable();
        happenings.started(3_000, "c").joining(4_000, "c").revoked(4_100, "a", 1);

        assertEquals(Set.of(1), state.ownership().unowned());
        assertFalse(state.settled());
        assertEquals("c joins", state.rebalanceUnderWay().orElseThrow().cause());
    }

    @Test
    void theNewOwnerHeardBeforeTheOldOne_isTheOwner_andTheGapIsKnown() {
        stable();
        happenings.started(3_000, "c").joining(4_000, "c").assigned(4_300, "c", 1);
        assertEquals(Optional.of("c"), state.ownership().owner(1));
        assertFalse(state.settled(), "two own it as far as heard");

        happenings.revoked(4_100, "a", 1);

        assertTrue(state.settled());
        assertEquals(200, state.rebalances().getLast().unownedMaxMs());
    }

    @Test
    void aMemberThatLeaves_isGoneWhenItsProcessIs() {
        stable();
        happenings.stopped(3_000, "b").revoked(3_100, "b", 2, 3).ended(3_200, "b");
        assertEquals(Set.of(2, 3), state.ownership().unowned());

        happenings.assigned(3_600, "a", 2, 3);

        assertTrue(state.settled());
        assertEquals("b leaves", state.rebalances().getLast().cause());
        assertEquals(600, state.rebalances().getLast().durationMs(0));
        assertEquals(500, state.rebalances().getLast().unownedMaxMs());
        assertEquals(Optional.empty(), state.failure());
    }

    @Test
    void whatAKilledMemberLeftUncommitted_mayComeAgain_andCountsOnce() {
        stable();
        happenings
                .processed(2_500, "b", 2, 0, 10)
                .committed(2_600, "b", 2, 10)
                .condemned(3_000, "b")
                .processed(3_100, "b", 2, 10, 5);
        assertEquals(Condition.WITHHOLDING, state.member("b").orElseThrow().condition());
        assertEquals(5, state.work().uncommitted("b"));

        happenings.killed(3_200, "b").processed(3_150, "b", 3, 0, 2).ended(3_250, "b");
        assertEquals(7, state.member("b").orElseThrow().uncommittedAtKill());
        assertEquals(Set.of(2, 3), state.ownership().unowned());
        happenings
                .assigned(9_200, "a", 2, 3)
                .processed(9_300, "a", 2, 10, 5)
                .processed(9_300, "a", 3, 0, 4);

        assertTrue(state.settled());
        assertEquals(6_000, state.rebalances().getLast().unownedMaxMs());
        assertEquals(19, state.work().distinct());
        assertEquals(7, state.work().duplicates());
        assertEquals(7, state.work().mayComeAgain());
        assertEquals(1, state.members().size());
    }

    @Test
    void partitionsLostWithoutAWord_mayComeAgainToo() {
        stable();
        happenings.processed(2_500, "b", 2, 0, 3).lost(3_000, "b", 2, 3);

        assertEquals(3, state.work().mayComeAgain());
        assertEquals("b has lost its partitions", state.rebalanceUnderWay().orElseThrow().cause());
    }

    @Test
    void partitionsThatAreAdded_haveNoOwnerAtFirst() {
        stable();
        happenings.grown(5_000, 6);
        assertEquals(Set.of(4, 5), state.ownership().unowned());

        happenings.assigned(5_800, "a", 4).assigned(5_900, "b", 5);

        assertTrue(state.settled());
        assertEquals("2 partitions are added", state.rebalances().getLast().cause());
        assertEquals(900, state.rebalances().getLast().durationMs(0));
    }

    @Test
    void whatHappensDuringARebalance_isPartOfIt() {
        stable();
        happenings.started(3_000, "c").joining(4_000, "c").stopped(4_100, "b");

        assertEquals("c joins, b leaves", state.rebalanceUnderWay().orElseThrow().cause());
        assertEquals(2, state.rebalances().size());
    }

    @Test
    void aMemberThatEndsByItself_isAFailure() {
        stable();
        happenings.ended(3_000, "b");

        assertEquals(Optional.of("b ended by itself, with exit code 137"), state.failure());
    }

    @Test
    void itIsDrained_whenAllThatWasFedIsProcessedAndCommitted() {
        stable();
        happenings.processed(2_500, "a", 0, 0, 8).feedEnded(3_000, 8);
        assertFalse(state.drained(), "the broker has not been asked yet");
        happenings.polled(3_100, List.of(new PartitionOffsets(8, 5)));
        assertFalse(state.drained(), "not all is committed");
        assertEquals(3, state.lag());

        happenings.polled(4_100, List.of(new PartitionOffsets(8, 8)));

        assertTrue(state.drained());
    }

    @Test
    void throughput_isThatOfTheLastTwoSeconds() {
        happenings.started(0, "a").joining(0, "a").assigned(10, "a", 0, 1, 2, 3);
        for (int tenth = 0; tenth < 50; tenth++) {
            happenings.processed(tenth * 100L, "a", 0, tenth * 7L, 7);
        }

        assertEquals(70, state.processedPerSecond(Happenings.START_MS + 5_000));
        assertEquals(70, state.processedPerSecond("a", Happenings.START_MS + 5_000));
        assertEquals(0, state.processedPerSecond(Happenings.START_MS + 60_000));
    }
}
