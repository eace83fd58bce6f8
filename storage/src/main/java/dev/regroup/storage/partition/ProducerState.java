package dev.regroup.storage.partition;

import dev.regroup.storage.partition.PartitionState.SavedBatch;
import dev.regroup.storage.partition.PartitionState.SavedProducer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// What one idempotent producer has written to one partition: its epoch and its last batches.
///
/// Five batches are remembered, as many as a producer may have in flight (KIP-98;
/// `max.in.flight.requests.per.connection` of an idempotent producer is at most 5).
final class ProducerState {
    static final int BATCHES_REMEMBERED = 5;

    private final Deque<Written> batches = new ArrayDeque<>(BATCHES_REMEMBERED);
    private short epoch = -1;
    private long lastWriteMs;

    record Written(int firstSequence, int lastSequence, long baseOffset) {}

    ProducerState() {}

    /// As it was when it was saved.
    ProducerState(SavedProducer saved) {
        epoch = saved.epoch();
        lastWriteMs = saved.lastWriteMs();
        for (SavedBatch batch : saved.batches()) {
            remember(new Written(batch.firstSequence(), batch.lastSequence(), batch.baseOffset()));
        }
    }

    SavedProducer save(long producerId) {
        return new SavedProducer(
                producerId,
                epoch,
                lastWriteMs,
                batches.stream()
                        .map(written ->
                                new SavedBatch(
                                        written.firstSequence,
                                        written.lastSequence,
                                        written.baseOffset))
                        .toList());
    }

    short epoch() {
        return epoch;
    }

    long lastWriteMs() {
        return lastWriteMs;
    }

    Optional<Written> same(BatchHeader batch) {
        if (batch.producerEpoch() != epoch) {
            return Optional.empty();
        }
        return batches.stream()
                .filter(written ->
                        written.firstSequence == batch.baseSequence()
                                && written.lastSequence == batch.lastSequence())
                .findFirst();
    }

    /// Of the last record written in the current epoch; -1 before the first.
    int lastSequence() {
        Written last = batches.peekLast();
        return last == null ? -1 : last.lastSequence;
    }

    /// The sequence number that must come next, in the current epoch.
    int nextSequence() {
        Written last = batches.peekLast();
        if (last == null) {
            return 0;
        }
        return last.lastSequence == Integer.MAX_VALUE ? 0 : last.lastSequence + 1;
    }

    void apply(BatchHeader batch, long wallClockMs) {
        if (batch.producerEpoch() != epoch) {
            batches.clear();
            epoch = batch.producerEpoch();
        }
        if (batch.sequenced()) {
            remember(new Written(batch.baseSequence(), batch.lastSequence(), batch.baseOffset()));
        }
        lastWriteMs = wallClockMs;
    }

    private void remember(Written written) {
        if (batches.size() == BATCHES_REMEMBERED) {
            batches.removeFirst();
        }
        batches.addLast(written);
    }
}
