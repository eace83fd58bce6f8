package dev.regroup.cli.demo.model;

import java.util.List;
import java.util.OptionalLong;

/// One redistribution of the partitions, from what set it off until each has an owner again and all
/// members their share.
///
/// @param causes what set it off, and what came in between, in words
/// @param settledAtMs empty while it lasts
/// @param moved how many partitions got an owner in it
/// @param unownedMaxMs the longest that a partition had no owner
/// @param owners who owns what after it, in words; empty while it lasts
public record Rebalance(
        List<String> causes,
        long triggeredAtMs,
        OptionalLong settledAtMs,
        int moved,
        long unownedMaxMs,
        String owners) {
    public Rebalance {
        causes = List.copyOf(causes);
    }

    public String cause() {
        return String.join(", ", causes);
    }

    public long durationMs(long nowMs) {
        return Math.max(0, settledAtMs.orElse(nowMs) - triggeredAtMs);
    }
}
