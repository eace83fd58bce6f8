package dev.regroup.cli.demo.view;

import dev.regroup.cli.demo.model.Counts;
import dev.regroup.cli.demo.model.DemoState;
import dev.regroup.cli.demo.model.Rebalance;
import java.util.ArrayList;
import java.util.List;

/// What the demo says in plain lines.
public final class Summary {
    private Summary() {}

    public static String rebalance(Rebalance rebalance) {
        return "rebalance   %-40s %8s, %d moved, without owner %s at most   %s"
                .formatted(
                        rebalance.cause(),
                        Amounts.seconds(rebalance.durationMs(rebalance.triggeredAtMs())),
                        rebalance.moved(),
                        Amounts.seconds(rebalance.unownedMaxMs()),
                        rebalance.owners());
    }

    public static String progress(DemoState state, long nowMs) {
        return "processed   %s of %s lines fed, %s/s, lag %s"
                .formatted(
                        Amounts.count(state.work().distinct()),
                        Amounts.count(state.fed().acknowledged()),
                        Amounts.count(state.processedPerSecond(nowMs)),
                        Amounts.count(state.lag()));
    }

    /// The lines by level, then the counts and whether they agree.
    public static List<String> counts(DemoState state, Counts counts) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("lines by level");
        state.work().byLevel().forEach((level, count) -> lines.add(line("  " + level, count)));
        lines.add("");
        lines.add(line("lines fed", counts.fed()));
        lines.add(line("records in the topic", counts.inTopic()));
        lines.add(line("records processed", counts.distinct()));
        lines.add(line("processed twice", counts.duplicates()));
        if (counts.mayComeAgain() > 0) {
            lines.add(
                    "  of %s that a member had processed but not committed when it was killed"
                            .formatted(Amounts.count(counts.mayComeAgain())));
            lines.add("  or lost its partitions: at least once, not exactly once.");
        }
        List<String> wrong = counts.disagreements();
        if (wrong.isEmpty()) {
            lines.add("Every line was stored once and worked off at least once.");
        } else {
            lines.add("THE COUNTS DO NOT AGREE:");
            wrong.forEach(what -> lines.add("  " + what));
        }
        return lines;
    }

    private static String line(String what, long count) {
        return "%-28s %12s".formatted(what, Amounts.count(count));
    }
}
