package dev.regroup.coordinator.group;

import java.util.Optional;

/// The first rebalance of an empty group, which waits for more members than the first.
public sealed interface InitialRound {

    /// Somebody was told its id, and will join with it.
    InitialRound announced(long nowMs);

    /// Somebody has joined.
    InitialRound joined(long nowMs);

    /// What follows when the round's time is over; empty if it ends.
    Optional<InitialRound> prolonged(long nowMs);

    /// @param rebalanceTimeoutMs the longest of the members'
    long deadlineMs(int rebalanceTimeoutMs);

    /// Why it ends, for people.
    String cause();

    /// @param rebalanceTimeoutMs of the member that joined first
    static InitialRound startedAt(long nowMs, int rebalanceTimeoutMs, GroupConfig config) {
        int delayMs = config.initialRebalanceDelayMs();
        return config.departures().waitsUntilQuiet()
                ? new UntilQuiet(delayMs, nowMs, nowMs, 0)
                : new FixedDelay(
                        delayMs,
                        nowMs + delayMs,
                        delayMs,
                        Math.max(0, rebalanceTimeoutMs - delayMs),
                        Grown.NO);
    }

    /// Ends once members have ceased to arrive.
    ///
    /// @param longestMs the round's bound, counted from the first arrival
    /// @param firstMs monotonic time of the first arrival
    /// @param lastMs of the latest
    /// @param largestGapMs between two successive ones
    record UntilQuiet(int longestMs, long firstMs, long lastMs, long largestGapMs)
            implements InitialRound {
        static final int QUIET_MIN_MS = 100;
        static final int QUIET_MAX_MS = 1_000;
        private static final int GAPS_OF_QUIET = 4;

        @Override
        public InitialRound announced(long nowMs) {
            return new UntilQuiet(
                    longestMs, firstMs, nowMs, Math.max(largestGapMs, nowMs - lastMs));
        }

        @Override
        public InitialRound joined(long nowMs) {
            return announced(nowMs);
        }

        @Override
        public Optional<InitialRound> prolonged(long nowMs) {
            return Optional.empty();
        }

        @Override
        public long deadlineMs(int rebalanceTimeoutMs) {
            return Math.min(lastMs + quietMs(), firstMs + Math.min(longestMs, rebalanceTimeoutMs));
        }

        @Override
        public String cause() {
            return "no more members arrived";
        }

        /// How long nobody may have arrived for the round to end.
        private long quietMs() {
            return Math.clamp(GAPS_OF_QUIET * largestGapMs, QUIET_MIN_MS, QUIET_MAX_MS);
        }
    }

    /// Kafka's own: ends after a fixed delay, or after several if members join in each of them, as
    /// far as the first one's rebalance timeout goes.
    ///
    /// @param delayMs group.initial.rebalance.delay.ms
    /// @param endMs when the present delay is over
    /// @param presentMs how long the present delay is
    /// @param remainingMs what is left of the rebalance timeout to prolong it
    /// @param grown whether members have joined in the present delay, beside the very first
    record FixedDelay(int delayMs, long endMs, int presentMs, int remainingMs, Grown grown)
            implements InitialRound {
        @Override
        public InitialRound announced(long nowMs) {
            return this;
        }

        @Override
        public InitialRound joined(long nowMs) {
            return new FixedDelay(delayMs, endMs, presentMs, remainingMs, Grown.YES);
        }

        @Override
        public Optional<InitialRound> prolonged(long nowMs) {
            if (grown == Grown.NO || remainingMs == 0) {
                return Optional.empty();
            }
            int nextMs = Math.min(delayMs, remainingMs);
            return Optional.of(
                    new FixedDelay(
                            delayMs,
                            nowMs + nextMs,
                            nextMs,
                            Math.max(0, remainingMs - presentMs),
                            Grown.NO));
        }

        @Override
        public long deadlineMs(int rebalanceTimeoutMs) {
            return endMs;
        }

        @Override
        public String cause() {
            return "the initial rebalance delay passed";
        }
    }

    enum Grown {
        YES,
        NO
    }
}
