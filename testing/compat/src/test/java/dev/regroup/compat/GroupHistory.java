package dev.regroup.compat;

import dev.regroup.compat.MemberEvent.Assigned;
import dev.regroup.compat.MemberEvent.Committed;
import dev.regroup.compat.MemberEvent.Lost;
import dev.regroup.compat.MemberEvent.Read;
import dev.regroup.compat.MemberEvent.Revoked;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What all members of a group have said, and what must not be found in it. Times are those of one
/// machine's clock.
record GroupHistory(List<MemberHistory> members) {
    GroupHistory {
        members = List.copyOf(members);
    }

    /// One member has one partition, from one time to another.
    private record Tenure(String member, int partition, long fromMs, long toMs) {
        @Override
        public String toString() {
            return "%s from %d to %d".formatted(member, fromMs, toMs);
        }
    }

    /// Partitions that two members owned at a time. One that was given up and taken over within the
    /// same ms is not.
    List<String> ownedTwice() {
        Map<Integer, List<Tenure>> byPartition = new TreeMap<>();
        for (MemberHistory member : members) {
            for (Tenure tenure : tenures(member)) {
                byPartition
                        .computeIfAbsent(tenure.partition(), fresh -> new ArrayList<>())
                        .add(tenure);
            }
        }
        List<String> found = new ArrayList<>();
        byPartition.forEach((partition, tenures) -> {
            tenures.sort(Comparator.comparingLong(Tenure::fromMs).thenComparingLong(Tenure::toMs));
            for (int i = 0; i < tenures.size(); i++) {
                for (int j = i + 1; j < tenures.size(); j++) {
                    Tenure first = tenures.get(i);
                    Tenure second = tenures.get(j);
                    if (!first.member().equals(second.member()) && second.fromMs() < first.toMs()) {
                        found.add("partition %d: %s, %s".formatted(partition, first, second));
                    }
                }
            }
        });
        return found;
    }

    /// Records that nobody has read.
    ///
    /// @param ends for each partition the offset after its last record; the first one has 0
    List<String> neverRead(Map<Integer, Long> ends) {
        Map<Integer, BitSet> read = new HashMap<>();
        for (MemberHistory member : members) {
            for (MemberEvent event : member.events()) {
                if (event instanceof Read(long _, int partition, long first, long last)) {
                    read.computeIfAbsent(partition, fresh -> new BitSet())
                            .set((int) first, (int) last + 1);
                }
            }
        }
        List<String> found = new ArrayList<>();
        new TreeMap<>(ends)
                .forEach((partition, end) -> {
                    BitSet missing = new BitSet();
                    missing.set(0, Math.toIntExact(end));
                    missing.andNot(read.getOrDefault(partition, new BitSet()));
                    if (!missing.isEmpty()) {
                        found.add("partition %d: %s".formatted(partition, missing));
                    }
                });
        return found;
    }

    /// Where a member began to read before an offset that had been acknowledged as committed before
    /// it got the partition.
    List<String> readAgain() {
        record Said(String member, MemberEvent event) {}
        List<Said> all = new ArrayList<>();
        for (MemberHistory member : members) {
            member.events().forEach(event -> all.add(new Said(member.name(), event)));
        }
        all.sort(Comparator.comparingLong(said -> said.event().atMs()));
        Map<Integer, Long> committed = new HashMap<>();
        Map<String, Map<Integer, Long>> from = new HashMap<>();
        List<String> found = new ArrayList<>();
        for (Said said : all) {
            Map<Integer, Long> own = from.computeIfAbsent(said.member(), n -> new HashMap<>());
            switch (said.event()) {
                case Committed(long _, int partition, long offset) ->
                        committed.merge(partition, offset, Math::max);
                case Assigned(long _, List<Integer> partitions) ->
                        partitions.forEach(one -> own.put(one, committed.getOrDefault(one, 0L)));
                case Read(long atMs, int partition, long first, long _) -> {
                    Long begin = own.remove(partition);
                    if (begin != null && first < begin) {
                        found.add(
                                "partition %d: %s at %d from %d, committed was %d"
                                        .formatted(partition, said.member(), atMs, first, begin));
                    }
                }
                case Revoked _, Lost _ -> {}
            }
        }
        return found;
    }

    /// The highest offset of each partition whose commit was acknowledged.
    Map<Integer, Long> committed() {
        Map<Integer, Long> committed = new TreeMap<>();
        for (MemberHistory member : members) {
            for (MemberEvent event : member.events()) {
                if (event instanceof Committed(long _, int partition, long offset)) {
                    committed.merge(partition, offset, Math::max);
                }
            }
        }
        return committed;
    }

    private static List<Tenure> tenures(MemberHistory member) {
        Map<Integer, Long> open = new TreeMap<>();
        List<Tenure> tenures = new ArrayList<>();
        for (MemberEvent event : member.events()) {
            switch (event) {
                case Assigned(long atMs, List<Integer> partitions) ->
                        partitions.forEach(partition -> open.putIfAbsent(partition, atMs));
                case Revoked(long atMs, List<Integer> partitions) ->
                        partitions.forEach(one -> end(member, one, atMs, open, tenures));
                case Lost(long atMs, List<Integer> partitions) ->
                        partitions.forEach(one -> end(member, one, atMs, open, tenures));
                case Read _, Committed _ -> {}
            }
        }
        open.forEach((partition, fromMs) ->
                tenures.add(new Tenure(member.name(), partition, fromMs, member.endedMs())));
        return tenures;
    }

    private static void end(
            MemberHistory member,
            int partition,
            long atMs,
            Map<Integer, Long> open,
            List<Tenure> tenures) {
        Long fromMs = open.remove(partition);
        if (fromMs != null) {
            tenures.add(new Tenure(member.name(), partition, fromMs, atMs));
        }
    }
}
