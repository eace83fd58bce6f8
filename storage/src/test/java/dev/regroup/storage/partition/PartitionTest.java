package dev.regroup.storage.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.storage.log.Extent;
import dev.regroup.storage.partition.AppendOutcome.Accepted;
import dev.regroup.storage.partition.AppendOutcome.Duplicate;
import dev.regroup.storage.partition.AppendOutcome.Reason;
import dev.regroup.storage.partition.AppendOutcome.Refused;
import dev.regroup.storage.partition.PartitionView.Batch;
import dev.regroup.storage.partition.PartitionView.EpochEnd;
import dev.regroup.storage.partition.PartitionView.FirstBatch;
import dev.regroup.storage.segment.Segment;
import dev.regroup.storage.segment.Segments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class PartitionTest {
    private static final long NOBODY = -1;
    private static final int EPOCH = 5;

    private final PartitionHandle handle = new PartitionHandle(new PartitionKey(new Uuid(1, 2), 0));
    private final Partition partition = new Partition(handle, 0);
    private final List<BatchHeader> appended = new ArrayList<>();
    private long nowMs;

    PartitionTest() {
        partition.lead(EPOCH);
        partition.publish();
    }

    @Test
    void whatIsAppended_isSeenOnlyWhenItIsDurableAndPublished() {
        append(batch(NOBODY, 0, -1, 3));
        assertEquals(0, view().highWatermark());

        partition.durable(appended.getFirst(), extent(0));
        assertEquals(0, view().highWatermark());

        partition.publish();
        assertEquals(3, view().highWatermark());
        assertEquals(3, view().lastStableOffset());
        assertEquals(List.of(extent(0)), view().read(0, 1_000, FirstBatch.WITHIN_THE_LIMIT));
    }

    @Test
    void aBatch_getsTheNextOffsetAndTheShardsEpoch() {
        append(batch(NOBODY, 0, -1, 3));
        append(batch(NOBODY, 0, -1, 2));

        assertEquals(3, appended.get(1).baseOffset());
        assertEquals(4, appended.get(1).lastOffset());
        assertEquals(EPOCH, appended.get(1).leaderEpoch());
        assertEquals(5, partition.logEndOffset());
    }

    @Test
    void batchesThatBecomeDurableOutOfOrder_areABug() {
        append(batch(NOBODY, 0, -1, 1));
        append(batch(NOBODY, 0, -1, 1));

        assertThrows(
                IllegalStateException.class, () -> partition.durable(appended.get(1), extent(1)));
    }

    @Test
    void aProducersBatches_areKnownAgainWithinItsLastFive() {
        for (int sequence = 0; sequence < 6; sequence++) {
            append(batch(7, 0, sequence, 1));
        }

        assertEquals(new Duplicate(1), partition.decide(batch(7, 0, 1, 1)));
        assertEquals(new Duplicate(5), partition.decide(batch(7, 0, 5, 1)));
        assertRefused(Reason.OUT_OF_ORDER_SEQUENCE, batch(7, 0, 0, 1));
        assertRefused(Reason.OUT_OF_ORDER_SEQUENCE, batch(7, 0, 7, 1));
        assertEquals(new Accepted(6), partition.decide(batch(7, 0, 6, 1)));
    }

    @Test
    void aLaterEpoch_beginsAtZeroAndEndsTheEarlierOne() {
        append(batch(7, 3, 40, 1));

        assertRefused(Reason.OUT_OF_ORDER_SEQUENCE, batch(7, 4, 41, 1));
        append(batch(7, 4, 0, 1));
        assertRefused(Reason.PRODUCER_FENCED, batch(7, 3, 41, 1));
        assertEquals(new Duplicate(1), partition.decide(batch(7, 4, 0, 1)));
    }

    @Test
    void whatACoordinatorWritesForAProducer_isNotNumbered_butFencedByItsEpoch() {
        append(batch(7, 3, 0, 1).unsequenced());
        append(batch(7, 3, 0, 1).unsequenced());

        assertEquals(new Accepted(2), partition.decide(batch(7, 3, 0, 2).unsequenced()));
        assertEquals(-1, appended.getFirst().lastSequence());
        assertRefused(Reason.PRODUCER_FENCED, batch(7, 2, 0, 1).unsequenced());
        append(batch(7, 4, 0, 1).unsequenced());
        assertRefused(Reason.PRODUCER_FENCED, batch(7, 3, 0, 1).unsequenced());
        assertEquals(new Accepted(3), partition.decide(batch(7, 4, 0, 1)));
    }

    @Test
    void sequences_wrap() {
        append(batch(7, 0, Integer.MAX_VALUE - 1, 3));

        assertEquals(0, appended.getFirst().lastSequence());
        assertEquals(new Accepted(3), partition.decide(batch(7, 0, 1, 1)));
    }

    @Test
    void aProducerSilentForADay_isForgottenOnceAnotherWrites() {
        append(batch(7, 0, 0, 1));
        nowMs = Producers.EXPIRATION_MS;
        append(batch(8, 0, 0, 1));

        assertEquals(new Accepted(2), partition.decide(batch(7, 0, 99, 1)));
    }

    @Test
    void aProducerThatWrites_isRemembered() {
        append(batch(7, 0, 0, 1));
        nowMs = Producers.EXPIRATION_MS - 1;
        append(batch(8, 0, 0, 1));

        assertRefused(Reason.OUT_OF_ORDER_SEQUENCE, batch(7, 0, 99, 1));
    }

    @Test
    void aPartitionReplayed_isAsItWas() {
        append(batch(7, 0, 0, 2));
        append(batch(NOBODY, 0, -1, 1));
        Partition again = new Partition(handle, 0);
        again.replay(appended.get(0), extent(0), nowMs);
        again.replay(appended.get(1), extent(1), nowMs);
        again.lead(EPOCH + 1);
        again.publish();

        assertEquals(3, view().highWatermark());
        assertEquals(EPOCH + 1, view().leaderEpoch());
        assertEquals(EPOCH, view().firstLeaderEpoch());
        assertEquals(new Duplicate(0), again.decide(batch(7, 0, 0, 2)));
        assertThrows(
                IllegalStateException.class, () -> again.replay(appended.get(1), extent(1), nowMs));
    }

    @Test
    void reading_startsAtTheBatchThatHoldsTheOffsetAndStopsAtTheLimit() {
        fill(10_000);

        for (long offset : new long[] {0, 1, 2, 31, 32, 9_999, 19_998, 19_999}) {
            List<Extent> read = view().read(offset, 250, FirstBatch.WITHIN_THE_LIMIT);
            assertEquals(extent((int) offset / 2), read.getFirst());
            assertEquals(Math.min(2, 10_000 - offset / 2), read.size());
        }
        assertEquals(List.of(), view().read(20_000, 250, FirstBatch.WITHIN_THE_LIMIT));
        assertEquals(List.of(), view().read(0, 99, FirstBatch.WITHIN_THE_LIMIT));
        assertEquals(List.of(extent(0)), view().read(0, 99, FirstBatch.WHATEVER_ITS_SIZE));
        assertEquals(300, view().availableBytes(4, 201));
        assertEquals(0, view().availableBytes(20_000, 1));
    }

    @Test
    void aView_staysAsItIsWhateverComesLater() {
        fill(20);
        PartitionView.Open before = view();
        fill(5_000);

        assertEquals(40, before.highWatermark());
        assertEquals(20, before.read(0, Long.MAX_VALUE, FirstBatch.WHATEVER_ITS_SIZE).size());
    }

    @Test
    void batches_areFoundByTime() {
        fill(100);

        assertEquals(0, batchAt(view().firstBatchFrom(-5)));
        assertEquals(2 * 40, batchAt(view().firstBatchFrom(40)));
        assertEquals(Optional.empty(), view().firstBatchFrom(100));
        assertEquals(2 * 99, batchAt(view().batchOfMaxTimestamp()));
    }

    @Test
    void anEmptyPartition_hasNothingToFind() {
        assertEquals(List.of(), view().read(0, 1_000, FirstBatch.WHATEVER_ITS_SIZE));
        assertEquals(Optional.empty(), view().batchOfMaxTimestamp());
        assertEquals(EPOCH, view().firstLeaderEpoch());
        assertEquals(0, view().availableBytes(0, 1));
    }

    @Test
    void aBatchAcceptedForAnotherOffset_isABug() {
        BatchHeader batch = batch(NOBODY, 0, -1, 1);

        assertThrows(
                IllegalStateException.class, () -> partition.append(batch, new Accepted(4), nowMs));
    }

    @Test
    void aBatchOfAnotherLength_isNotTheSame() {
        append(batch(7, 0, 0, 2));

        assertRefused(Reason.OUT_OF_ORDER_SEQUENCE, batch(7, 0, 0, 1));
        assertRefused(Reason.OUT_OF_ORDER_SEQUENCE, batch(7, 0, 1, 1));
    }

    @Test
    void aWatcher_isToldOfEveryChangeUntilItGoes() {
        List<Long> told = new ArrayList<>();
        Runnable watcher = () -> told.add(view().highWatermark());
        handle.watch(watcher);

        fill(1);
        handle.unwatch(watcher);
        fill(1);

        assertEquals(List.of(2L), told);
    }

    @Test
    void recordsBelowTheStart_areNotShownOnceThatIsDurable() {
        fill(3);

        partition.startAt(3);
        partition.publish();
        assertEquals(0, view().logStartOffset());
        partition.startDurable(3);
        partition.publish();

        assertEquals(3, view().logStartOffset());
        assertEquals(3, partition.logStartOffset());
        assertEquals(6, partition.highWatermark());
        assertEquals(300, view().sizeBytes());
        assertEquals(2, batchAt(view().firstBatchFrom(0)));
    }

    @Test
    void theStart_neverGoesBackNorBeyondTheEnd() {
        fill(2);
        partition.startAt(3);

        assertThrows(IllegalStateException.class, () -> partition.startAt(2));
        assertThrows(IllegalStateException.class, () -> partition.startAt(5));
    }

    @Test
    void theEndOfAnEpoch_isWhereTheNextOneBegan() {
        fill(2);
        partition.lead(EPOCH + 3);
        fill(20);
        partition.lead(EPOCH + 4);
        partition.publish();

        assertEquals(Optional.of(new EpochEnd(EPOCH, 4)), view().endOfEpoch(EPOCH));
        assertEquals(Optional.of(new EpochEnd(EPOCH, 4)), view().endOfEpoch(EPOCH + 2));
        assertEquals(Optional.of(new EpochEnd(EPOCH + 3, 44)), view().endOfEpoch(EPOCH + 3));
        assertEquals(Optional.of(new EpochEnd(EPOCH + 4, 44)), view().endOfEpoch(EPOCH + 4));
    }

    @Test
    void theEndOfAnEpoch_isUnknownAboveThePresentOne_andTheStartBelowTheFirst() {
        fill(3);

        assertEquals(Optional.empty(), view().endOfEpoch(EPOCH + 1));
        assertEquals(Optional.empty(), view().endOfEpoch(-1));
        assertEquals(Optional.of(new EpochEnd(EPOCH - 1, 0)), view().endOfEpoch(EPOCH - 1));
    }

    @Test
    void theEndOfAnEpochWhoseRecordsAreDeleted_isTheStart() {
        fill(2);
        partition.lead(EPOCH + 1);
        fill(2);
        partition.startAt(6);
        partition.startDurable(6);
        partition.publish();

        assertEquals(Optional.of(new EpochEnd(EPOCH, 6)), view().endOfEpoch(EPOCH));
    }

    @Test
    void producers_areShownTheLeastRecentFirst() {
        append(batch(7, 1, 40, 2));
        nowMs = 5;
        append(batch(8, 0, 0, 1));

        assertEquals(
                List.of(new Producer(7, (short) 1, 41, 0), new Producer(8, (short) 0, 0, 5)),
                partition.producers());
        assertEquals(-1, new ProducerState().lastSequence());
    }

    @Test
    void whatHasSettled_isLookedForInSegments() {
        fill(10);
        partition.startAt(3);
        partition.startDurable(3);

        partition.settled(settledUpTo(8), 8);
        partition.publish();

        assertTrue(view().isSettled(7));
        assertFalse(view().isSettled(8));
        assertEquals(List.of(extent(4)), view().read(8, 100, FirstBatch.WITHIN_THE_LIMIT));
        assertEquals(8, batchAt(view().firstBatchFrom(0)));
        assertEquals(18, batchAt(view().batchOfMaxTimestamp()));
        assertEquals(400 + 600, view().sizeBytes());
        assertEquals(600 + 50, view().availableBytes(7, 10_000));
        assertEquals(600 + 400, view().availableBytes(0, 10_000));
        assertEquals(600, view().availableBytes(8, 10_000));
        assertEquals(EPOCH, view().firstLeaderEpoch());
        assertEquals(8, partition.settledEndOffset());
        assertEquals(8, partition.segments().all().getFirst().lastOffset() + 1);
    }

    @Test
    void whenAllHasSettled_moreCanCome() {
        fill(20);
        PartitionView.Open before = view();
        partition.settled(settledUpTo(40), 40);
        fill(30);

        assertEquals(List.of(extent(20)), view().read(40, 100, FirstBatch.WITHIN_THE_LIMIT));
        assertEquals(List.of(extent(49)), view().read(98, 200, FirstBatch.WITHIN_THE_LIMIT));
        partition.settled(settledUpTo(60), 60);
        fill(5_000);
        assertEquals(List.of(extent(30)), view().read(60, 100, FirstBatch.WITHIN_THE_LIMIT));
        partition.settled(settledUpTo(9_000), 9_000);
        partition.publish();
        assertEquals(List.of(extent(4_500)), view().read(9_000, 99, FirstBatch.WHATEVER_ITS_SIZE));
        assertEquals(20, before.read(0, 1 << 20, FirstBatch.WITHIN_THE_LIMIT).size());
    }

    @Test
    void whatNeedNotBeKept_isWholeSegments_theOldestFirst() {
        fill(10);
        partition.settled(
                new Segments(
                        0,
                        List.of(
                                new Segment(1, 16, 200, 1, 0, 3, 1),
                                new Segment(2, 16, 200, 1, 4, 7, 3),
                                new Segment(3, 16, 200, 1, 8, 11, -1))),
                12);
        OptionalLong none = OptionalLong.empty();

        assertEquals(0, partition.startToKeep(none, none));
        assertEquals(0, partition.startToKeep(OptionalLong.of(1), none));
        assertEquals(4, partition.startToKeep(OptionalLong.of(2), none));
        assertEquals(8, partition.startToKeep(OptionalLong.of(1_000), none));
        assertEquals(0, partition.startToKeep(none, OptionalLong.of(801)));
        assertEquals(4, partition.startToKeep(none, OptionalLong.of(800)));
        assertEquals(12, partition.startToKeep(none, OptionalLong.of(0)));
        partition.startAt(5);
        assertEquals(5, partition.startToKeep(OptionalLong.of(2), none));
    }

    @Test
    void settling_neverGoesBackNorBeyondWhatIsDurable() {
        fill(3);
        partition.settled(settledUpTo(4), 4);

        assertThrows(IllegalStateException.class, () -> partition.settled(settledUpTo(2), 2));
        assertThrows(IllegalStateException.class, () -> partition.settled(settledUpTo(8), 8));
    }

    @Test
    void whatIsToBeSettled_isWhatLiesInTheLog() {
        fill(5);

        assertEquals(List.of(extent(1), extent(2)), partition.unsettled(3, 6));
        partition.settled(settledUpTo(4), 4);
        assertEquals(List.of(extent(2), extent(3), extent(4)), partition.unsettled(0, 10));
    }

    @Test
    void aPartitionFromItsState_isAsItWas() {
        append(batch(7, 1, 0, 2));
        append(batch(7, 1, 2, 3));
        append(batch(8, 0, 0, 1));
        partition.startAt(2);
        PartitionState state = partition.state();

        PartitionHandle another = new PartitionHandle(handle.key());
        Partition restored = new Partition(another, state, settledUpTo(6));
        restored.lead(EPOCH + 1);
        restored.publish();

        assertEquals(state, restored.state());
        assertEquals(6, restored.logEndOffset());
        assertEquals(2, restored.logStartOffset());
        assertEquals(partition.producers(), restored.producers());
        assertEquals(new Duplicate(2), restored.decide(batch(7, 1, 2, 3)));
        assertEquals(new Accepted(6), restored.decide(batch(7, 1, 5, 1)));
        PartitionView.Open shown = assertInstanceOf(PartitionView.Open.class, another.view());
        assertEquals(6, shown.highWatermark());
        assertEquals(Optional.of(new EpochEnd(EPOCH, 6)), shown.endOfEpoch(EPOCH));
    }

    private static Segments settledUpTo(long end) {
        int bytes = (int) (end / 2 * 100);
        return new Segments(0, List.of(new Segment(1, 16, bytes, 1, 0, end - 1, 0)));
    }

    private static long batchAt(Optional<Batch> batch) {
        return batch.map(Batch::baseOffset).orElse(-1L);
    }

    /// Batches of two records and 100 bytes; the nth since the beginning has the timestamp n.
    private void fill(int batches) {
        int first = appended.size();
        for (int i = first; i < first + batches; i++) {
            append(new BatchHeader(0, 1, 0, i, NOBODY, (short) -1, -1, 100));
            partition.durable(appended.getLast(), extent(i));
        }
        partition.publish();
    }

    private void append(BatchHeader batch) {
        Accepted accepted = assertInstanceOf(Accepted.class, partition.decide(batch));
        appended.add(partition.append(batch, accepted, nowMs));
    }

    private void assertRefused(Reason reason, BatchHeader batch) {
        assertEquals(reason, assertInstanceOf(Refused.class, partition.decide(batch)).reason());
    }

    private PartitionView.Open view() {
        return assertInstanceOf(PartitionView.Open.class, handle.view());
    }

    private static BatchHeader batch(long producerId, int epoch, int sequence, int records) {
        return new BatchHeader(
                0, records - 1, 0, 1, producerId, (short) epoch, sequence, 61 + records);
    }

    private static Extent extent(int number) {
        return new Extent(1, number * 200L, 100);
    }
}
