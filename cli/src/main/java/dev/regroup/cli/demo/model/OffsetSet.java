package dev.regroup.cli.demo.model;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Offsets of one partition, kept as runs: as small as they are consecutive.
final class OffsetSet {
    /// First offset to last offset; no two runs touch.
    private final NavigableMap<Long, Long> runs = new TreeMap<>();

    private long size;

    /// Adds the offsets from `first` to `last`, both included.
    ///
    /// @return how many of them are new
    long add(long first, long last) {
        if (first > last) {
            throw new IllegalArgumentException("from %d to %d".formatted(first, last));
        }
        long from = first;
        long to = last;
        long known = 0;
        Map.Entry<Long, Long> run = runs.floorEntry(last + 1);
        while (run != null && run.getValue() >= first - 1) {
            known += overlap(run, first, last);
            from = Math.min(from, run.getKey());
            to = Math.max(to, run.getValue());
            runs.remove(run.getKey());
            run = runs.floorEntry(last + 1);
        }
        runs.put(from, to);
        long added = last - first + 1 - known;
        size += added;
        return added;
    }

    boolean contains(long offset) {
        Map.Entry<Long, Long> run = runs.floorEntry(offset);
        return run != null && run.getValue() >= offset;
    }

    /// Forgets all offsets below `end`.
    void removeBelow(long end) {
        Map.Entry<Long, Long> run = runs.firstEntry();
        while (run != null && run.getKey() < end) {
            runs.remove(run.getKey());
            long last = run.getValue();
            size -= Math.min(last, end - 1) - run.getKey() + 1;
            if (last >= end) {
                runs.put(end, last);
            }
            run = runs.firstEntry();
        }
    }

    long size() {
        return size;
    }

    private static long overlap(Map.Entry<Long, Long> run, long first, long last) {
        return Math.max(0, Math.min(run.getValue(), last) - Math.max(run.getKey(), first) + 1);
    }
}
