package dev.regroup.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.group.MassDrops.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class DropCountTest {
    private final DropCount count = new DropCount();

    @Test
    void fewerThanTen_areNoMassDrop() {
        count.dropped(0, 9, 9);

        assertEquals(MassDrops.NONE, count.massDrops());
    }

    @Test
    void tenWithinTwoSeconds_areOne_fromTheFirstToTheLast() {
        count.dropped(100, 1, 20);
        count.dropped(1_000, 8, 20);
        count.dropped(2_100, 1, 20);

        assertEquals(List.of(new Span(100, 2_100)), count.massDrops().spans());
    }

    @Test
    void whoDroppedMoreThanTwoSecondsBefore_doesNotCount() {
        count.dropped(99, 1, 20);
        count.dropped(1_000, 8, 20);
        count.dropped(2_100, 1, 20);

        assertEquals(MassDrops.NONE, count.massDrops());
    }

    @Test
    void aFifthOfAll_isNotMoreThanAFifth() {
        count.dropped(0, 10, 50);
        assertEquals(MassDrops.NONE, count.massDrops());

        count.dropped(0, 1, 50);
        assertEquals(List.of(new Span(0, 0)), count.massDrops().spans());
    }

    @Test
    void aShardThatTellsLate_isCountedWithTheOthers() {
        count.dropped(200, 5, 10);
        count.dropped(150, 5, 10);

        assertTrue(count.massDrops().include(150));
        assertTrue(count.massDrops().include(200));
        assertFalse(count.massDrops().include(149));
        assertFalse(count.massDrops().include(201));
    }

    @Test
    void aShardThatTellsLastOfTheFirst_isCountedWithTheOthers() {
        count.dropped(120, 1, 12);
        count.dropped(141, 10, 12);
        count.dropped(116, 1, 12);

        assertEquals(List.of(new Span(116, 141)), count.massDrops().spans());
    }

    @Test
    void oneMassDrop_growsAsLongAsMembersDrop() {
        MassDrops before = count.massDrops();
        count.dropped(0, 10, 20);
        assertTrue(count.massDrops().latestIsAfter(before));
        before = count.massDrops();
        count.dropped(1_500, 1, 20);
        assertFalse(count.massDrops().latestIsAfter(before));
        count.dropped(3_000, 9, 20);

        assertEquals(List.of(new Span(0, 3_000)), count.massDrops().spans());
    }

    @Test
    void anotherMassDrop_isOneByItself() {
        count.dropped(0, 10, 20);
        MassDrops before = count.massDrops();
        count.dropped(2_001, 10, 20);

        assertTrue(count.massDrops().latestIsAfter(before));
        assertFalse(MassDrops.NONE.latestIsAfter(before));
        assertFalse(count.massDrops().include(1_000));
    }

    @Test
    void aBoundedNumber_isRemembered_andNobodyIsMissedForIt() {
        for (int i = 0; i < 100; i++) {
            count.dropped(i * 10_000L, 10, 20);
        }

        assertEquals(64, count.massDrops().spans().size());
        for (int i = 0; i < 100; i++) {
            assertTrue(count.massDrops().include(i * 10_000L));
        }
        assertFalse(count.massDrops().include(985_000));
    }
}
