package dev.regroup.cli.demo.model;

import dev.regroup.cli.demo.member.Level;
import dev.regroup.cli.demo.member.MemberEvent.Processed;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// What the members have worked off between them. Each record counts once, however often it was
/// processed.
public final class Work {
    private final Map<Integer, OffsetSet> processed = new HashMap<>();

    /// By member and partition: processed and, as far as the member has said, not committed.
    private final Map<String, Map<Integer, OffsetSet>> uncommitted = new HashMap<>();

    private final Map<Level, Long> byLevel = new EnumMap<>(Level.class);
    private final Map<String, Long> byMember = new HashMap<>();
    private long distinct;
    private long duplicates;
    private long mayComeAgain;

    void processed(String member, Processed event) {
        OffsetSet seen = processed.computeIfAbsent(event.partition(), partition -> new OffsetSet());
        long offset = event.firstOffset();
        for (Level level : event.levels()) {
            if (!seen.contains(offset)) {
                byLevel.merge(level, 1L, Long::sum);
            }
            offset++;
        }
        long added = seen.add(event.firstOffset(), event.lastOffset());
        distinct += added;
        duplicates += event.levels().size() - added;
        byMember.merge(member, (long) event.levels().size(), Long::sum);
        uncommitted
                .computeIfAbsent(member, name -> new HashMap<>())
                .computeIfAbsent(event.partition(), partition -> new OffsetSet())
                .add(event.firstOffset(), event.lastOffset());
    }

    void committed(String member, Map<Integer, Long> next) {
        Map<Integer, OffsetSet> owed = uncommitted.getOrDefault(member, Map.of());
        next.forEach((partition, offset) -> {
            OffsetSet offsets = owed.get(partition);
            if (offsets != null) {
                offsets.removeBelow(offset);
            }
        });
    }

    /// The member has no say any more about the partition: what it did not commit comes again.
    void givenUp(String member, int partition) {
        OffsetSet left = uncommitted.getOrDefault(member, Map.of()).get(partition);
        if (left != null) {
            mayComeAgain += left.size();
            left.removeBelow(Long.MAX_VALUE);
        }
    }

    /// The member has no say any more.
    ///
    /// @return how many records it had processed and not committed
    long gone(String member) {
        long left = uncommitted(member);
        mayComeAgain += left;
        uncommitted.remove(member);
        return left;
    }

    /// How many records the member has processed and not committed, as far as it has said.
    public long uncommitted(String member) {
        return uncommitted.getOrDefault(member, Map.of()).values().stream()
                .mapToLong(OffsetSet::size)
                .sum();
    }

    /// Records that were processed at least once.
    public long distinct() {
        return distinct;
    }

    /// How often a record was processed that had been processed before.
    public long duplicates() {
        return duplicates;
    }

    /// Records that were processed but not committed when their owner was killed or lost them:
    /// there can be no more duplicates than these.
    public long mayComeAgain() {
        return mayComeAgain;
    }

    public long by(String member) {
        return byMember.getOrDefault(member, 0L);
    }

    /// Distinct records only.
    public Map<Level, Long> byLevel() {
        Map<Level, Long> counts = new EnumMap<>(Level.class);
        counts.putAll(byLevel);
        return counts;
    }
}
