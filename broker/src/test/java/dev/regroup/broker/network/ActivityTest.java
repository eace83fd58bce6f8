package dev.regroup.broker.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.broker.shard.Ticker;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Whose turn it is on a connection, and the pace of lines in the log.
class ActivityTest {
    private static final boolean PENDING = true;
    private static final boolean NOTHING_PENDING = false;

    private final SetTicker ticker = new SetTicker();
    private final Activity activity = new Activity(ticker);

    private static final class SetTicker implements Ticker {
        private long nowMs = 1_000;

        @Override
        public long wallClockMs() {
            return nowMs;
        }

        @Override
        public long monotonicMs() {
            return nowMs;
        }
    }

    @Test
    void withoutRequests_idlenessCountsFromTheLastMove() {
        ticker.nowMs = 1_500;
        assertEquals(500, idleMs(NOTHING_PENDING));

        activity.moved();
        assertEquals(0, idleMs(NOTHING_PENDING));
    }

    @Test
    void aRequestBeingWorkedOn_isNoIdleness() {
        ticker.nowMs = 9_000;

        assertEquals(0, idleMs(PENDING));
    }

    @Test
    void waitingForMemory_isNoIdlenessAndEndsWithAFreshTurn() {
        activity.memoryWaitBegins();
        ticker.nowMs = 9_000;
        assertEquals(0, idleMs(NOTHING_PENDING));

        activity.memoryWaitEnds();
        assertEquals(0, idleMs(NOTHING_PENDING));
        ticker.nowMs = 9_100;
        assertEquals(100, idleMs(NOTHING_PENDING));
    }

    @Test
    void anAnswerThatIsNotRead_isIdleness() {
        ticker.nowMs = 2_000;
        activity.writeBegins();
        ticker.nowMs = 5_000;
        assertEquals(3_000, idleMs(PENDING));

        activity.writeEnds();
        assertEquals(0, idleMs(PENDING));
    }

    @Test
    void aPeerThatHasEndedItsSide_hasNoMoreThanTheUsualTime() {
        ticker.nowMs = 2_000;
        activity.peerEnded();
        ticker.nowMs = 4_000;

        assertEquals(2_000, idleMs(PENDING));
    }

    @Test
    void aLineInTheLog_comesOnceAMinuteWithTheCountSince() {
        OnceAMinute pace = new OnceAMinute(ticker);

        assertEquals(OptionalLong.of(1), pace.happened());
        assertEquals(OptionalLong.empty(), pace.happened());
        ticker.nowMs += 59_999;
        assertEquals(OptionalLong.empty(), pace.happened());
        ticker.nowMs += 1;
        assertEquals(OptionalLong.of(3), pace.happened());
    }

    private long idleMs(boolean answersPending) {
        return activity.idleMs(ticker.nowMs, answersPending);
    }
}
