package dev.regroup.simulation;

import dev.regroup.storage.log.LogEntry;
import java.util.TreeMap;

/// What a shard's log was given, over all lives of the node: whatever it brings back must be that,
/// and all of it that it once said was durable.
final class LogMemory {
    private static final String INVARIANT = "a log brings back what was appended";

    private final int shard;
    private final Complaints complaints;
    private final TreeMap<Long, Integer> hashes = new TreeMap<>();
    private long durable;

    LogMemory(int shard, Complaints complaints) {
        this.shard = shard;
        this.complaints = complaints;
    }

    void appended(long position, LogEntry entry) {
        hashes.put(position, hash(entry));
    }

    void durable(long position) {
        durable = Math.max(durable, position);
    }

    void replayed(long position, LogEntry entry) {
        Integer known = hashes.get(position);
        if (known == null || known != hash(entry)) {
            complaints.add(
                    "",
                    INVARIANT,
                    "shard %d, position %d: %s"
                            .formatted(
                                    shard,
                                    position,
                                    known == null ? "was never appended" : "was another entry"));
        }
    }

    void acquired(long position) {
        if (position < durable) {
            complaints.add(
                    "",
                    INVARIANT,
                    "shard %d ends at %d, %d was durable".formatted(shard, position, durable));
        }
        hashes.tailMap(position, false).clear();
    }

    private static int hash(LogEntry entry) {
        return 31 * (31 * entry.kind() + entry.header().hashCode()) + entry.body().hashCode();
    }
}
