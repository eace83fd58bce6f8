package dev.regroup.coordinator.group;

import java.util.Comparator;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/// Deadlines in the order they come, ties in the order they were set. Putting one off is O(1): its
/// entry stays where it is and moves only when its old time comes, so that a heartbeat costs
/// nothing here. Holds at most twice as many entries as there are deadlines set, plus a few.
final class DeadlineQueue {
    private static final int STALE_ENTRIES_SPARED = 64;

    private record Entry(long atMs, long sequence, Deadline deadline) {
        boolean isStale() {
            return atMs != deadline.queuedMs;
        }
    }

    private final PriorityQueue<Entry> heap =
            new PriorityQueue<>(
                    Comparator.comparingLong(Entry::atMs).thenComparingLong(Entry::sequence));
    private final DueDeadline.Kind kind;
    private long lastSequence;
    private int setCount;

    DeadlineQueue(DueDeadline.Kind kind) {
        this.kind = kind;
    }

    void set(Deadline deadline, long dueMs) {
        if (deadline.dueMs == Deadline.NEVER) {
            setCount++;
        }
        deadline.dueMs = dueMs;
        if (dueMs < deadline.queuedMs) {
            push(deadline);
        }
    }

    void clear(Deadline deadline) {
        if (deadline.dueMs != Deadline.NEVER) {
            setCount--;
            deadline.dueMs = Deadline.NEVER;
        }
    }

    /// When [#due] has something next; it may turn out that it has been put off.
    OptionalLong nextMs() {
        Entry head = heap.peek();
        return head == null ? OptionalLong.empty() : OptionalLong.of(head.atMs);
    }

    /// The earliest entry; ask only once its time has come.
    DueDeadline due(long nowMs) {
        Entry head = heap.element();
        Deadline deadline = head.deadline;
        return new DueDeadline(
                kind,
                deadline.groupId,
                deadline.memberId,
                !head.isStale() && deadline.dueMs <= nowMs);
    }

    /// Takes the earliest entry; one whose deadline was put off is queued again.
    void take(long nowMs) {
        Entry head = heap.remove();
        if (head.isStale()) {
            return;
        }
        Deadline deadline = head.deadline;
        deadline.queuedMs = Deadline.NEVER;
        if (deadline.dueMs <= nowMs) {
            clear(deadline);
        } else if (deadline.dueMs != Deadline.NEVER) {
            push(deadline);
        }
    }

    int entryCount() {
        return heap.size();
    }

    private void push(Deadline deadline) {
        deadline.queuedMs = deadline.dueMs;
        heap.add(new Entry(deadline.dueMs, ++lastSequence, deadline));
        if (heap.size() > 2 * setCount + STALE_ENTRIES_SPARED) {
            heap.removeIf(DeadlineQueue::isUseless);
        }
    }

    private static boolean isUseless(Entry entry) {
        if (!entry.isStale() && entry.deadline.dueMs == Deadline.NEVER) {
            entry.deadline.queuedMs = Deadline.NEVER;
            return true;
        }
        return entry.isStale();
    }
}
