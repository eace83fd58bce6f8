package dev.regroup.cli.demo.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OffsetSetTest {
    @Test
    void runsThatOverlapOrTouch_becomeOne_andOnlyNewOffsetsCount() {
        OffsetSet offsets = new OffsetSet();

        assertEquals(10, offsets.add(0, 9));
        assertEquals(10, offsets.add(20, 29));
        assertEquals(10, offsets.add(5, 24));
        assertEquals(0, offsets.add(0, 29));
        assertEquals(30, offsets.size());
    }

    @Test
    void whateverIsAddedAndRemoved_itHoldsWhatASetWould() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        OffsetSet offsets = new OffsetSet();
        TreeSet<Long> expected = new TreeSet<>();
        for (int step = 0; step < 2_000; step++) {
            long first = random.nextLong(200);
            if (random.nextInt(20) == 0) {
                offsets.removeBelow(first);
                expected.headSet(first).clear();
            } else {
                long last = first + random.nextLong(12);
                long added = 0;
                for (long offset = first; offset <= last; offset++) {
                    added += expected.add(offset) ? 1 : 0;
                }
                assertEquals(added, offsets.add(first, last), "seed " + seed);
            }
            assertEquals(expected.size(), offsets.size(), "seed " + seed);
            assertEquals(expected.contains(first), offsets.contains(first), "seed " + seed);
        }
    }
}
