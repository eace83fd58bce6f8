package dev.regroup.coordinator.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.offset.TopicId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HeldTest {
    private static final TopicId A = new TopicId(0, 1);
    private static final TopicId B = new TopicId(0, 2);

    /// a0 and b3 since epoch 4, a5 and b1 since epoch 7.
    private static final Held SOME =
            Held.of(of(List.of(0), List.of(3)), 4).grownTo(of(List.of(0, 5), List.of(1, 3)), 7);

    private static Partitions of(List<Integer> ofA, List<Integer> ofB) {
        return Partitions.of(Map.of(A, ofA, B, ofB));
    }

    @Test
    void whatGrows_keepsTheEpochsThatItHad() {
        assertEquals(
                new TreeMap<>(
                        Map.of(
                                new PartitionId(A, 0), 4,
                                new PartitionId(A, 5), 7,
                                new PartitionId(B, 1), 7,
                                new PartitionId(B, 3), 4)),
                SOME.epochs());
        assertEquals(Optional.of(4), SOME.epochOf(new PartitionId(B, 3)));
        assertEquals(Optional.of(7), SOME.epochOf(new PartitionId(B, 1)));
        assertEquals(Optional.empty(), SOME.epochOf(new PartitionId(B, 0)));
        assertEquals(Optional.empty(), SOME.epochOf(new PartitionId(TopicId.NONE, 0)));
    }

    @Test
    void whatShrinks_keepsTheEpochsOfWhatIsLeft() {
        Partitions others = of(List.of(5, 9), List.of(3));

        assertEquals(Optional.of(7), SOME.within(others).epochOf(new PartitionId(A, 5)));
        assertEquals(Optional.of(4), SOME.within(others).epochOf(new PartitionId(B, 3)));
        assertEquals(2, SOME.within(others).epochs().size());
        assertEquals(Optional.of(4), SOME.without(others).epochOf(new PartitionId(A, 0)));
        assertEquals(Optional.of(7), SOME.without(others).epochOf(new PartitionId(B, 1)));
        assertEquals(2, SOME.without(others).epochs().size());
    }

    @Test
    void whatStaysAsItIs_isTheSameObject() {
        assertSame(SOME, SOME.within(SOME.partitions()));
        assertSame(SOME, SOME.without(Partitions.NONE));
        assertSame(SOME, SOME.grownTo(SOME.partitions(), 9));
        assertSame(Held.NOTHING, SOME.without(SOME.partitions()));
    }

    @Test
    void itIsEqual_ifPartitionsAndEpochsAre() {
        Held same = Held.of(SOME.epochs());

        assertEquals(SOME, same);
        assertEquals(SOME.hashCode(), same.hashCode());
        assertEquals(SOME.toString(), same.toString());
        assertNotEquals(SOME, Held.of(SOME.partitions(), 7));
        assertNotEquals(SOME, SOME.without(of(List.of(0), List.of())));
        assertNotEquals(SOME, "something else");
    }
}
