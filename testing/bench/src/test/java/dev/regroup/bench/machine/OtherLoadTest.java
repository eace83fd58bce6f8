package dev.regroup.bench.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class OtherLoadTest {
    @Test
    void ticksOfIdlenessAndOfWaitingForDisks_areNotUse() {
        String stat =
                """
                cpu  100 20 30 5000 600 7 8 9 40 50
                cpu0 1 1 1 1 1 1 1 1 1 1
                """;

        assertEquals(100 + 20 + 30 + 7 + 8 + 9, OtherLoad.usedTicks(stat));
    }

    @Test
    void theTimeOfEndedChildren_isFoundBehindAnyName() {
        String stat = "42 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 11 12 250 150 20 0";

        assertEquals(4.0, OtherLoad.endedChildrenS(stat));
    }

    @Test
    void theShareOfOthers_isAShare() throws IOException {
        double share = OtherLoad.begin().share();

        assertTrue(share >= 0, () -> "share " + share);
    }
}
