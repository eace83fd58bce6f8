package dev.regroup.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.group.DueDeadline.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeadlineQueueTest {
    private final DeadlineQueue queue = new DeadlineQueue(Kind.SESSION);

    @Test
    void deadlinePutOff_staysQueued_andIsMovedWhenItsOldTimeComes() {
        Deadline deadline = new Deadline("g", "a");
        queue.set(deadline, 10);
        for (int later = 11; later < 1_000; later++) {
            queue.set(deadline, later);
        }
        assertEquals(1, queue.entryCount());
        assertEquals(OptionalLong.of(10), queue.nextMs());

        assertEquals(new DueDeadline(Kind.SESSION, "g", "a", false), queue.due(10));
        queue.take(10);

        assertEquals(OptionalLong.of(999), queue.nextMs());
        assertTrue(queue.due(999).reached());
    }

    @Test
    void deadlineBroughtForward_comesFirst_andItsOldEntryIsNothing() {
        Deadline deadline = new Deadline("g", "a");
        queue.set(deadline, 10);
        queue.set(deadline, 5);

        assertTrue(queue.due(5).reached());
        queue.take(5);

        assertEquals(false, queue.due(10).reached());
        queue.take(10);
        assertEquals(OptionalLong.empty(), queue.nextMs());
    }

    @Test
    void droppedDeadlines_doNotPileUp() {
        for (int i = 0; i < 10_000; i++) {
            Deadline deadline = new Deadline("g", "m" + i);
            queue.set(deadline, 1_000_000 + i);
            queue.clear(deadline);
            queue.clear(deadline);
        }
        assertTrue(queue.entryCount() <= 66, () -> "" + queue.entryCount());
    }

    @Test
    void deadlinesMovedAround_comeInTheOrderTheyAreDue() {
        SplittableRandom random = new SplittableRandom(7);
        List<Deadline> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(new Deadline("g", "m" + i));
        }
        for (int i = 0; i < 20_000; i++) {
            Deadline deadline = all.get(random.nextInt(all.size()));
            if (random.nextInt(5) == 0) {
                queue.clear(deadline);
            } else {
                queue.set(deadline, random.nextInt(100_000));
            }
        }
        TreeMap<String, Long> expected = new TreeMap<>();
        for (Deadline deadline : all) {
            if (deadline.dueMs != Deadline.NEVER) {
                expected.put(deadline.memberId, deadline.dueMs);
            }
        }

        TreeMap<String, Long> fired = new TreeMap<>();
        long lastMs = 0;
        while (queue.nextMs().isPresent()) {
            long nowMs = queue.nextMs().getAsLong();
            assertTrue(nowMs >= lastMs);
            lastMs = nowMs;
            DueDeadline due = queue.due(nowMs);
            if (due.reached()) {
                fired.put(due.memberId(), nowMs);
            }
            queue.take(nowMs);
        }

        assertEquals(expected, fired);
    }
}
