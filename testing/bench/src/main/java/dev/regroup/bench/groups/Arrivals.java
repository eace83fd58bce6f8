package dev.regroup.bench.groups;

import java.util.Arrays;

/// When records of each partition were sent that have arrived, and how long each partition brought
/// none. Times are of [System#nanoTime]. Threads of several consumers may use it.
final class Arrivals {
    private static final long NEVER = Long.MIN_VALUE;

    private final long[] newestSentNs;
    private final long[] lastNs;
    private long longestPauseNs;

    Arrivals(int partitions) {
        newestSentNs = new long[partitions];
        lastNs = new long[partitions];
        Arrays.fill(newestSentNs, NEVER);
        Arrays.fill(lastNs, NEVER);
    }

    int partitions() {
        return lastNs.length;
    }

    synchronized void arrived(int partition, long sentNs, long nowNs) {
        newestSentNs[partition] = Math.max(newestSentNs[partition], sentNs);
        if (lastNs[partition] != NEVER) {
            longestPauseNs = Math.max(longestPauseNs, nowNs - lastNs[partition]);
        }
        lastNs[partition] = nowNs;
    }

    /// Whether every partition has brought a record that was sent since then.
    synchronized boolean areAllSentSince(long ns) {
        return Arrays.stream(newestSentNs).allMatch(sentNs -> sentNs > ns);
    }

    /// Forgets earlier pauses; one that goes on counts whole.
    synchronized void beginPauses() {
        longestPauseNs = 0;
    }

    /// Between two records of one partition, whichever consumers they came to.
    synchronized long longestPauseNs() {
        return longestPauseNs;
    }
}
