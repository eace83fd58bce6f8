package dev.regroup.broker.shard;

import dev.regroup.coordinator.group.DurableEvent;
import dev.regroup.coordinator.group.DurableEvent.OffsetPending;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Cuts a snapshot of groups into runs of events that can each be one batch of records: plain ones,
/// and pending offsets of one producer.
final class SnapshotBatches {
    private static final int EVENTS_MAX = 1_000;

    private SnapshotBatches() {}

    static List<List<DurableEvent>> of(List<DurableEvent> events) {
        List<List<DurableEvent>> batches = new ArrayList<>();
        List<DurableEvent> batch = new ArrayList<>();
        for (DurableEvent event : events) {
            boolean fits =
                    batch.isEmpty()
                            || (batch.size() < EVENTS_MAX
                                    && producer(event).equals(producer(batch.getFirst())));
            if (!fits) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
            batch.add(event);
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    private static Optional<Object> producer(DurableEvent event) {
        return event instanceof OffsetPending pending
                ? Optional.of(pending.producer())
                : Optional.empty();
    }
}
