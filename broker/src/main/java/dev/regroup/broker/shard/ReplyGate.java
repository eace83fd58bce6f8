package dev.regroup.broker.shard;

import java.util.PriorityQueue;

/// Holds what may be seen only once a log position is durable: replies, and changes of views.
///
/// Releases in the order of positions, and of arrival within one position, so that replies about
/// one entity leave in the order they were decided. Bounded by what waits for replies: the requests
/// in flight and the shard's own view changes.
final class ReplyGate {
    private final PriorityQueue<Held> held = new PriorityQueue<>();
    private long durablePosition;
    private long arrivals;

    private record Held(long position, long arrival, Release release) implements Comparable<Held> {
        @Override
        public int compareTo(Held other) {
            int byPosition = Long.compare(position, other.position);
            return byPosition != 0 ? byPosition : Long.compare(arrival, other.arrival);
        }
    }

    /// What happens to something held.
    interface Release {
        void durable();

        /// The log failed first.
        void failed();
    }

    ReplyGate(long durablePosition) {
        this.durablePosition = durablePosition;
    }

    /// Lets `release` pass as soon as `position` is durable: at once if it is.
    void hold(long position, Release release) {
        if (position <= durablePosition) {
            release.durable();
        } else {
            held.add(new Held(position, arrivals++, release));
        }
    }

    void durable(long position) {
        durablePosition = position;
        while (!held.isEmpty() && held.element().position <= position) {
            held.remove().release.durable();
        }
    }

    void failAll() {
        while (!held.isEmpty()) {
            held.remove().release.failed();
        }
    }
}
