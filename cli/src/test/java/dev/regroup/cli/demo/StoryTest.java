package dev.regroup.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.cli.demo.model.DemoState;
import dev.regroup.cli.demo.model.Happenings;
import dev.regroup.cli.demo.terminal.Key;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTest {
    private static final long LOOK_MS = 1_000;

    private final Happenings happenings = new Happenings(4);
    private final DemoState state = happenings.state();
    private final Story story = new Story(LOOK_MS);

    @Test
    void eachAct_waitsForTheOneBeforeToSettleAndToBeLookedAt() {
        assertEquals(List.of(Key.ADD_MEMBER), keysAt(0));
        happenings.started(0, "a").joining(500, "a");
        assertEquals(List.of(), keysAt(9_000));
        happenings.assigned(9_000, "a", 0, 1, 2, 3);
        assertEquals(List.of(), keysAt(9_999));
        assertEquals(List.of(Key.ADD_MEMBER, Key.ADD_MEMBER), keysAt(10_000));

        happenings.started(10_000, "b").joining(10_500, "b").started(10_000, "c");
        happenings.revoked(11_000, "a", 1, 2, 3).assigned(11_000, "b", 1, 2);
        assertEquals(List.of(), keysAt(15_000));
        happenings.joining(15_000, "c").assigned(15_100, "c", 3);
        assertEquals(List.of(Key.KILL_MEMBER), keysAt(16_100));

        assertEquals(List.of(), keysAt(20_000));
        happenings.condemned(20_000, "c").killed(20_700, "c").ended(20_800, "c");
        assertEquals(List.of(), keysAt(24_000));
        happenings.assigned(26_000, "a", 3);
        assertEquals(List.of(Key.ADD_PARTITIONS), keysAt(27_000));

        assertFalse(story.told(state, Happenings.START_MS + 40_000));
        happenings.grown(40_000, 6).assigned(41_000, "a", 4).assigned(41_000, "b", 5);
        assertFalse(story.told(state, Happenings.START_MS + 41_999));
        assertTrue(story.told(state, Happenings.START_MS + 42_000));
        assertEquals(List.of(), keysAt(50_000));
    }

    private List<Key> keysAt(long atMs) {
        return story.next(state, Happenings.START_MS + atMs).map(Story.Act::keys).orElse(List.of());
    }
}
