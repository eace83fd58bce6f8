package dev.regroup.storage.local.journal;

import java.util.Arrays;

/// Where the entries of one shard lie in the journal: eight bytes each, in order of position.
final class Locators {
    private static final int OFFSET_BITS = 27;

    /// Entries begin at multiples of 8, so that a place within a file fits in 27 bits.
    static final long FILE_BYTES_MAX = 8L << OFFSET_BITS;

    private long[] places = new long[16];
    private int count;
    private long firstPosition = 1;

    void add(EntryFrame frame, long offset) {
        if (count == 0) {
            firstPosition = frame.position();
        }
        if (count == places.length) {
            places = Arrays.copyOf(places, count * 2);
        }
        places[count++] = frame.life() << OFFSET_BITS | offset >> 3;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// The position of the first entry.
    long firstPosition() {
        return firstPosition;
    }

    /// The position of the last entry; 0 if there is none.
    long lastPosition() {
        return count == 0 ? 0 : firstPosition + count - 1;
    }

    long life(long position) {
        return places[(int) (position - firstPosition)] >>> OFFSET_BITS;
    }

    long offset(long position) {
        return (places[(int) (position - firstPosition)] & (1L << OFFSET_BITS) - 1) << 3;
    }
}
