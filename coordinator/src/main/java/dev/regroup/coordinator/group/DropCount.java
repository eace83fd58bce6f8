package dev.regroup.coordinator.group;

import java.util.ArrayDeque;
import java.util.Deque;

/// Counts the members of a broker that lose their connections, to tell a proxy's restart from
/// crashes: at least ten, and more than a fifth of all, within two seconds. Below ten, the time
/// that members have to come back protects enough.
///
/// For one thread at a time.
public final class DropCount {
    static final int WINDOW_MS = 2_000;
    static final int MEMBERS_MIN = 10;
    static final int PART_OF_ALL = 5;

    private final Deque<Drops> window = new ArrayDeque<>();
    private int inWindow;
    private MassDrops massDrops = MassDrops.NONE;

    /// Those that came within a millisecond, or were told of late.
    ///
    /// @param atMs when the latest did
    /// @param earliestMs when the earliest did
    private record Drops(long atMs, long earliestMs, int members) {}

    /// Members have lost their connections.
    ///
    /// @param atMs monotonic; a shard may tell late, by a little
    /// @param ofAll how many members the broker has, these among them
    public void dropped(long atMs, int members, int ofAll) {
        add(atMs, members);
        long nowMs = window.getLast().atMs;
        while (nowMs - window.getFirst().atMs > WINDOW_MS) {
            inWindow -= window.removeFirst().members;
        }
        if (inWindow >= MEMBERS_MIN && (long) inWindow * PART_OF_ALL > ofAll) {
            massDrops = massDrops.with(new MassDrops.Span(earliestMs(), nowMs));
        }
    }

    public MassDrops massDrops() {
        return massDrops;
    }

    /// Of all in the window: what is told late counts with the latest.
    private long earliestMs() {
        long earliestMs = Long.MAX_VALUE;
        for (Drops each : window) {
            earliestMs = Math.min(earliestMs, each.earliestMs);
        }
        return earliestMs;
    }

    /// One entry a millisecond at most, so that the window is bounded.
    private void add(long atMs, int members) {
        inWindow += members;
        Drops last = window.peekLast();
        if (last == null || atMs > last.atMs) {
            window.addLast(new Drops(atMs, atMs, members));
            return;
        }
        window.removeLast();
        window.addLast(
                new Drops(last.atMs, Math.min(last.earliestMs, atMs), last.members + members));
    }
}
