package dev.regroup.cli.demo.model;

/// How many a second, over the last two seconds.
final class Rate {
    private static final int SLOT_MS = 200;
    private static final int SLOTS = 10;

    /// One for the slot being filled, which does not count yet.
    private final long[] counts = new long[SLOTS + 1];

    private final long[] slotNumbers = new long[SLOTS + 1];

    void add(long atMs, long count) {
        long number = atMs / SLOT_MS;
        int slot = (int) (number % counts.length);
        if (slotNumbers[slot] < number) {
            slotNumbers[slot] = number;
            counts[slot] = 0;
        }
        if (slotNumbers[slot] == number) {
            counts[slot] += count;
        }
    }

    long perSecond(long nowMs) {
        long current = nowMs / SLOT_MS;
        long sum = 0;
        for (int slot = 0; slot < counts.length; slot++) {
            if (slotNumbers[slot] < current && slotNumbers[slot] >= current - SLOTS) {
                sum += counts[slot];
            }
        }
        return sum * 1000 / (SLOTS * SLOT_MS);
    }
}
