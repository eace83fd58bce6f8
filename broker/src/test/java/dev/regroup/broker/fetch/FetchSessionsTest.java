package dev.regroup.broker.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.ManualTicker;
import dev.regroup.broker.fetch.FetchSessions.Failed;
import dev.regroup.broker.fetch.FetchSessions.Full;
import dev.regroup.broker.fetch.FetchSessions.Incremental;
import dev.regroup.broker.fetch.FetchSessions.Refusal;
import dev.regroup.broker.fetch.FetchSessions.Request;
import dev.regroup.broker.fetch.FetchSessions.Sessionless;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

class FetchSessionsTest {
    private static final int FULL = 0;
    private static final int FINAL = -1;

    private final ManualTicker ticker = new ManualTicker();
    private final FetchSessions sessions = new FetchSessions(2, ticker);

    @Test
    void aFullRequest_makesASession_whichTheNextEpochsGoOn() {
        FetchSession session = full(0, 0, 1).session();

        Incremental first = incremental(session.id(), 1, List.of(), List.of());
        Incremental second = incremental(session.id(), 2, List.of(), List.of());

        assertEquals(List.of(0, 1), partitions(first.asked()));
        assertEquals(List.of(0, 1), partitions(second.asked()));
    }

    @Test
    void anEpochOutOfTurn_isInvalid() {
        FetchSession session = full(0, 0).session();

        assertEquals(Refusal.EPOCH_OUT_OF_TURN, failed(session.id(), 2));
        incremental(session.id(), 1, List.of(), List.of());
        assertEquals(Refusal.EPOCH_OUT_OF_TURN, failed(session.id(), 1));
    }

    @Test
    void theEpochAfterTheLargest_isOne() {
        FetchSession session = new FetchSession(7, true, List.of(asked(0)));
        int epoch = 1;
        assertTrue(session.advance(epoch, List.of(), List.of()));

        assertFalse(session.advance(1, List.of(), List.of()));
        assertEquals(
                1, org.apache.kafka.common.requests.FetchMetadata.nextEpoch(Integer.MAX_VALUE));
    }

    @Test
    void anUnknownSession_isNotFound_andOneOfTheOtherNamingIsRefused() {
        assertEquals(Refusal.UNKNOWN_SESSION, failed(99, 1));
        FetchSession session = full(0, 0).session();

        Failed failed =
                assertInstanceOf(
                        Failed.class,
                        sessions.select(new Request(session.id(), 1, false, List.of(), List.of())));

        assertEquals(Refusal.OTHER_NAMING, failed.refusal());
    }

    @Test
    void partitionsAddedChangedAndForgotten_areTheNextRequests() {
        FetchSession session = full(0, 0, 1).session();
        Asked moved = new Asked(key(0), new FetchPartition().setPartition(0).setFetchOffset(50));

        Incremental next = incremental(session.id(), 1, List.of(moved, asked(2)), List.of(key(1)));

        assertEquals(List.of(0, 2), partitions(next.asked()));
        assertEquals(50, next.asked().getFirst().partition().fetchOffset());
    }

    @Test
    void aSessionWithoutPartitions_isOver() {
        FetchSession session = full(0, 0).session();

        assertInstanceOf(
                Sessionless.class,
                sessions.select(new Request(session.id(), 1, true, List.of(), List.of(key(0)))));
        assertEquals(0, sessions.size());
    }

    @Test
    void aFullRequestOfASession_replacesIt_andTheFinalEpochEndsIt() {
        FetchSession old = full(0, 0).session();
        FetchSession fresh = full(old.id(), 0).session();
        assertEquals(1, sessions.size());
        assertEquals(Refusal.UNKNOWN_SESSION, failed(old.id(), 1));

        assertInstanceOf(
                Sessionless.class,
                sessions.select(
                        new Request(fresh.id(), FINAL, true, List.of(asked(0)), List.of())));
        assertEquals(0, sessions.size());
    }

    @Test
    void aFullCache_givesNoSession_untilOneWasNotUsedForTwoMinutes() {
        FetchSession first = full(0, 0).session();
        full(0, 1);
        assertInstanceOf(Sessionless.class, select(0, FULL, 2));

        ticker.pass(FetchSessions.EVICTION_MS + 1);
        incremental(first.id(), 1, List.of(), List.of());
        full(0, 2);

        assertEquals(2, sessions.size());
        incremental(first.id(), 2, List.of(), List.of());
    }

    @Test
    void aFullCache_givesAnOldSmallSessionsPlaceToALargerOne() {
        FetchSession small = full(0, 0).session();
        FetchSession large = full(0, 0, 1, 2).session();
        ticker.pass(FetchSessions.EVICTION_MS + 1);
        incremental(small.id(), 1, List.of(), List.of());
        incremental(large.id(), 1, List.of(), List.of());

        assertInstanceOf(Sessionless.class, select(0, FULL, 5));
        full(0, 5, 6);

        assertEquals(Refusal.UNKNOWN_SESSION, failed(small.id(), 2));
        incremental(large.id(), 2, List.of(), List.of());
    }

    @Test
    void whatHasNotChanged_isNotToldAgain() {
        FetchSession session = new FetchSession(7, true, List.of(asked(0), asked(1)));

        assertTrue(session.tell(key(0), data(0, 5)));
        assertFalse(session.tell(key(0), data(0, 5)));
        assertTrue(session.tell(key(0), data(0, 6)));
        assertTrue(session.tell(key(0), data(0, 6).setLogStartOffset(2)));
        assertFalse(session.tell(key(0), data(0, 6).setLogStartOffset(2)));
    }

    @Test
    void anError_isToldEachTime_andItsEndToo() {
        FetchSession session = new FetchSession(7, true, List.of(asked(0)));
        PartitionData failed = data(0, -1).setErrorCode(Errors.UNKNOWN_TOPIC_ID.code());

        assertTrue(session.tell(key(0), failed));
        assertTrue(session.tell(key(0), failed));
        assertTrue(session.tell(key(0), data(0, -1)));
        assertFalse(session.tell(key(0), data(0, -1)));
    }

    @Test
    void aPartitionThatGaveRecords_goesToTheEnd() {
        FetchSession session = new FetchSession(7, true, List.of(asked(0), asked(1), asked(2)));
        MemoryRecords records =
                MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(new byte[1]));

        assertTrue(session.tell(key(0), data(0, 5).setRecords(records)));

        assertEquals(List.of(1, 2, 0), partitions(session.asked()));
        assertTrue(session.tell(key(9), data(9, 1)));
    }

    private Full full(int sessionId, int... partitions) {
        return assertInstanceOf(Full.class, select(sessionId, FULL, partitions));
    }

    private FetchSessions.Selection select(int sessionId, int epoch, int... partitions) {
        List<Asked> asked = IntStream.of(partitions).mapToObj(FetchSessionsTest::asked).toList();
        return sessions.select(new Request(sessionId, epoch, true, asked, List.of()));
    }

    private Incremental incremental(
            int sessionId, int epoch, List<Asked> asked, List<FetchKey> forgotten) {
        return assertInstanceOf(
                Incremental.class,
                sessions.select(new Request(sessionId, epoch, true, asked, forgotten)));
    }

    private Refusal failed(int sessionId, int epoch) {
        return assertInstanceOf(
                        Failed.class,
                        sessions.select(new Request(sessionId, epoch, true, List.of(), List.of())))
                .refusal();
    }

    private static FetchKey key(int partition) {
        return new FetchKey(new Uuid(1, 1), "", partition);
    }

    private static Asked asked(int partition) {
        return new Asked(key(partition), new FetchPartition().setPartition(partition));
    }

    private static PartitionData data(int partition, long highWatermark) {
        return new PartitionData()
                .setPartitionIndex(partition)
                .setHighWatermark(highWatermark)
                .setLogStartOffset(0)
                .setRecords(MemoryRecords.EMPTY);
    }

    private static List<Integer> partitions(List<Asked> asked) {
        return asked.stream().map(one -> one.key().partition()).toList();
    }
}
