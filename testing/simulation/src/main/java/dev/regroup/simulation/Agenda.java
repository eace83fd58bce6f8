package dev.regroup.simulation;

import java.util.PriorityQueue;

/// What is going to happen, by virtual time; what is due at the same time in the order it was put
/// down.
final class Agenda {
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long count;

    private record Entry(long dueMs, long number, Runnable action) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(dueMs, other.dueMs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    void at(long dueMs, Runnable action) {
        entries.add(new Entry(dueMs, count++, action));
    }

    /// `Long.MAX_VALUE` if nothing is.
    long nextMs() {
        Entry next = entries.peek();
        return next == null ? Long.MAX_VALUE : next.dueMs;
    }

    void runNext() {
        entries.remove().action.run();
    }
}
