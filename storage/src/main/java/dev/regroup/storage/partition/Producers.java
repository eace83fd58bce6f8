package dev.regroup.storage.partition;

import dev.regroup.storage.partition.AppendOutcome.Accepted;
import dev.regroup.storage.partition.AppendOutcome.Duplicate;
import dev.regroup.storage.partition.AppendOutcome.Reason;
import dev.regroup.storage.partition.AppendOutcome.Refused;
import dev.regroup.storage.partition.PartitionState.SavedProducer;
import dev.regroup.storage.partition.ProducerState.Written;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The idempotent producers of one partition, the least recent writer first. Rules of sequence and
/// epoch are those of KIP-98 as Kafka's brokers apply them.
///
/// One that has not written for a day (Kafka's `producer.id.expiration.ms`) is forgotten, a few at
/// a time as others write.
final class Producers {
    static final long EXPIRATION_MS = 86_400_000;
    private static final int EXPIRED_PER_WRITE_MAX = 8;

    private final SequencedMap<Long, ProducerState> byId = new LinkedHashMap<>();

    /// Whether `batch` may take the offsets from `nextOffset` on.
    AppendOutcome decide(BatchHeader batch, long nextOffset) {
        ProducerState state = batch.idempotent() ? byId.get(batch.producerId()) : null;
        if (state == null) {
            return new Accepted(nextOffset);
        }
        var duplicate = batch.sequenced() ? state.same(batch) : Optional.<Written>empty();
        if (duplicate.isPresent()) {
            return new Duplicate(duplicate.get().baseOffset());
        }
        if (batch.producerEpoch() < state.epoch()) {
            return new Refused(
                    Reason.PRODUCER_FENCED,
                    "producer %d wrote with epoch %d, its epoch here is %d"
                            .formatted(batch.producerId(), batch.producerEpoch(), state.epoch()));
        }
        if (!batch.sequenced()) {
            return new Accepted(nextOffset);
        }
        int expected = batch.producerEpoch() > state.epoch() ? 0 : state.nextSequence();
        if (batch.baseSequence() != expected) {
            return new Refused(
                    Reason.OUT_OF_ORDER_SEQUENCE,
                    "producer %d, epoch %d: expected sequence %d, found %d"
                            .formatted(
                                    batch.producerId(),
                                    batch.producerEpoch(),
                                    expected,
                                    batch.baseSequence()));
        }
        return new Accepted(nextOffset);
    }

    void apply(BatchHeader batch, long wallClockMs) {
        if (!batch.idempotent()) {
            return;
        }
        ProducerState state = byId.remove(batch.producerId());
        if (state == null) {
            state = new ProducerState();
        }
        state.apply(batch, wallClockMs);
        byId.putLast(batch.producerId(), state);
        forgetExpired(wallClockMs);
    }

    List<SavedProducer> save() {
        List<SavedProducer> saved = new ArrayList<>(byId.size());
        byId.forEach((id, state) -> saved.add(state.save(id)));
        return saved;
    }

    void restore(List<SavedProducer> saved) {
        saved.forEach(producer -> byId.putLast(producer.producerId(), new ProducerState(producer)));
    }

    List<Producer> all() {
        List<Producer> all = new ArrayList<>(byId.size());
        byId.forEach((id, state) ->
                all.add(
                        new Producer(
                                id, state.epoch(), state.lastSequence(), state.lastWriteMs())));
        return all;
    }

    private void forgetExpired(long wallClockMs) {
        Iterator<Map.Entry<Long, ProducerState>> oldestFirst = byId.entrySet().iterator();
        for (int i = 0; i < EXPIRED_PER_WRITE_MAX && oldestFirst.hasNext(); i++) {
            if (wallClockMs - oldestFirst.next().getValue().lastWriteMs() < EXPIRATION_MS) {
                return;
            }
            oldestFirst.remove();
        }
    }
}
