package dev.regroup.coordinator.assign;

import java.util.Arrays;

/// Sets of numbers as ascending arrays without duplicates. No array is changed, and a result may be
/// one of the operands itself.
final class SortedInts {
    static final int[] NONE = {};

    private SortedInts() {}

    /// Of the first `count` numbers, in whatever order and however often they occur.
    static int[] ofAll(int[] numbers, int count) {
        int[] sorted = Arrays.copyOf(numbers, count);
        Arrays.sort(sorted);
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[distinct++] = sorted[i];
            }
        }
        return trimmed(sorted, distinct);
    }

    static int[] union(int[] a, int[] b) {
        if (a.length == 0 || b.length == 0) {
            return a.length == 0 ? b : a;
        }
        int[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return ofAll(all, all.length);
    }

    static int[] difference(int[] a, int[] b) {
        return filtered(a, b, false);
    }

    static int[] intersection(int[] a, int[] b) {
        return filtered(a, b, true);
    }

    static boolean contains(int[] a, int number) {
        return Arrays.binarySearch(a, number) >= 0;
    }

    /// Those of `a` that are in `b` as wanted.
    private static int[] filtered(int[] a, int[] b, boolean wanted) {
        int[] kept = new int[a.length];
        int count = 0;
        int j = 0;
        for (int number : a) {
            while (j < b.length && b[j] < number) {
                j++;
            }
            if ((j < b.length && b[j] == number) == wanted) {
                kept[count++] = number;
            }
        }
        return count == a.length ? a : trimmed(kept, count);
    }

    private static int[] trimmed(int[] numbers, int count) {
        return count == numbers.length ? numbers : Arrays.copyOf(numbers, count);
    }
}
