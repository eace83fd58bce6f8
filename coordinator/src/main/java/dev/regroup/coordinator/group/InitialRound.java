package dev.regroup.coordinator.group;

/// The first rebalance of an empty group: it waits until members have ceased to arrive, rather than
/// for a fixed time.
///
/// @param firstMs monotonic time of the first arrival
/// @param lastMs of the latest
/// @param largestGapMs between two successive ones
public record InitialRound(long firstMs, long lastMs, long largestGapMs) {
    static final int QUIET_MIN_MS = 100;
    static final int QUIET_MAX_MS = 1_000;
    private static final int GAPS_OF_QUIET = 4;

    static InitialRound startedAt(long nowMs) {
        return new InitialRound(nowMs, nowMs, 0);
    }

    InitialRound arrival(long nowMs) {
        return new InitialRound(firstMs, nowMs, Math.max(largestGapMs, nowMs - lastMs));
    }

    /// How long nobody may have arrived for the round to end.
    long quietMs() {
        return Math.clamp(GAPS_OF_QUIET * largestGapMs, QUIET_MIN_MS, QUIET_MAX_MS);
    }

    /// @param longestMs the round's bound, counted from the first arrival
    long deadlineMs(long longestMs) {
        return Math.min(lastMs + quietMs(), firstMs + longestMs);
    }
}
