package dev.regroup.coordinator.assign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.offset.TopicId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PartitionsTest {
    private static final TopicId A = new TopicId(0, 1);
    private static final TopicId B = new TopicId(0, 2);

    /// Comes last, since ids are ordered as their bytes are.
    private static final TopicId NEGATIVE = new TopicId(-1, 0);

    @Test
    void partitions_areWalkedInOrder_howeverTheyWereAdded() {
        Partitions partitions =
                Partitions.builder()
                        .add(NEGATIVE, 0)
                        .add(B, 3)
                        .add(A, 9)
                        .add(B, 1)
                        .add(B, 3)
                        .add(B, 2)
                        .add(B, 0)
                        .add(B, 7)
                        .build();

        List<String> walked = new ArrayList<>();
        partitions.forEach((topic, partition) -> walked.add(name(topic) + partition));

        assertEquals(List.of("a9", "b0", "b1", "b2", "b3", "b7", "z0"), walked);
        assertEquals(List.of(A, B, NEGATIVE), List.copyOf(partitions.topics()));
        assertArrayEquals(new int[] {0, 1, 2, 3, 7}, partitions.of(B));
        assertArrayEquals(new int[0], partitions.of(TopicId.NONE));
        assertEquals(7, partitions.count());
    }

    @Test
    void anIndex_isHowManyAWalkMeetsBefore() {
        Partitions partitions = Partitions.of(Map.of(A, List.of(9), B, List.of(3, 1, 7)));
        List<Integer> indexes = new ArrayList<>();

        partitions.forEach((topic, partition) -> indexes.add(partitions.indexOf(topic, partition)));

        assertEquals(List.of(0, 1, 2, 3), indexes);
        assertTrue(partitions.indexOf(B, 2) < 0);
        assertTrue(partitions.indexOf(NEGATIVE, 0) < 0);
    }

    @Test
    void whatIsHandedOut_isACopy() {
        Partitions partitions = Partitions.of(Map.of(A, List.of(1, 2)));

        partitions.of(A)[0] = 5;

        assertTrue(partitions.contains(A, 1));
        assertFalse(partitions.contains(A, 5));
        assertThrows(UnsupportedOperationException.class, () -> partitions.topics().remove(A));
    }

    @Test
    void equality_goesByContent() {
        Partitions partitions = Partitions.of(Map.of(A, List.of(2, 1), B, List.of()));

        assertEquals(Partitions.of(Map.of(A, Set.of(1, 2))), partitions);
        assertEquals(Partitions.of(Map.of(A, Set.of(1, 2))).hashCode(), partitions.hashCode());
        assertNotEquals(Partitions.of(Map.of(A, Set.of(1))), partitions);
        assertNotEquals(Partitions.of(Map.of(B, Set.of(1, 2))), partitions);
        assertNotEquals(new Object(), partitions);
        assertEquals("{" + "0".repeat(31) + "1=[1, 2]}", partitions.toString());
    }

    @Test
    void nothing_isAlwaysTheSameNothing() {
        Partitions one = Partitions.of(Map.of(A, List.of(1)));

        assertSame(Partitions.NONE, Partitions.builder().build());
        assertSame(Partitions.NONE, one.minus(one));
        assertTrue(Partitions.NONE.isEmpty());
        assertFalse(one.isEmpty());
    }

    @Test
    void aPartitionBelowZero_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> Partitions.builder().add(A, -1));
    }

    @Test
    void setOperations_areThoseOfSets() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 2_000; round++) {
            Set<Integer> left = randomSet(random);
            Set<Integer> right = randomSet(random);
            String sets = left + " and " + right;
            Partitions a = partitions(left);
            Partitions b = partitions(right);

            Set<Integer> union = new TreeSet<>(left);
            union.addAll(right);
            Set<Integer> difference = new TreeSet<>(left);
            difference.removeAll(right);
            Set<Integer> intersection = new TreeSet<>(left);
            intersection.retainAll(right);
            assertEquals(partitions(union), a.plus(b), sets);
            assertEquals(partitions(difference), a.minus(b), sets);
            assertEquals(partitions(intersection), a.and(b), sets);
            assertEquals(!intersection.isEmpty(), a.intersects(b), sets);
            assertEquals(left.containsAll(right), a.containsAll(b), sets);
            assertEquals(left.size(), a.count(), sets);
            for (int i = 0; i < 30; i++) {
                assertEquals(left.contains(i), a.contains(new TopicId(0, i / 10), i % 10), sets);
            }
        }
    }

    private static Set<Integer> randomSet(SplittableRandom random) {
        Set<Integer> set = new TreeSet<>();
        int size = random.nextInt(9);
        for (int i = 0; i < size; i++) {
            set.add(random.nextInt(30));
        }
        return set;
    }

    /// Ten numbers a topic.
    private static Partitions partitions(Set<Integer> numbers) {
        Partitions.Builder builder = Partitions.builder();
        numbers.forEach(number -> builder.add(new TopicId(0, number / 10), number % 10));
        return builder.build();
    }

    private static String name(TopicId topic) {
        return topic.equals(A) ? "a" : topic.equals(B) ? "b" : "z";
    }
}
