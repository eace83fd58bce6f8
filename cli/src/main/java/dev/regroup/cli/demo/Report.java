package dev.regroup.cli.demo;

import dev.regroup.cli.demo.Rebalances.Rebalance;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What the demo prints.
final class Report {
    private final PrintWriter out;

    Report(PrintWriter out) {
        this.out = out;
    }

    /// The counts at the end.
    ///
    /// @param consumed distinct records that the members received
    record Counts(long linesRead, long recordsInTopic, long consumed, long duplicates) {
        boolean agree() {
            return linesRead == recordsInTopic && recordsInTopic == consumed;
        }
    }

    void say(String text) {
        out.println(text);
        out.flush();
    }

    void rebalance(Rebalance rebalance) {
        String owners =
                rebalance.owners().entrySet().stream()
                        .map(owner -> owner.getKey() + " " + list(owner.getValue()))
                        .collect(Collectors.joining("   "));
        say(
                "rebalance   %-34s %6d ms   %s"
                        .formatted(rebalance.trigger(), rebalance.durationMs(), owners));
    }

    void tally(Tally tally) {
        say("");
        say("lines by level");
        tally.byLevel().forEach((level, count) -> say("  %-24s %8d".formatted(level, count)));
        say("lines by source");
        for (Map.Entry<String, Integer> source : tally.bySource().entrySet()) {
            say("  %-24s %8d".formatted(source.getKey(), source.getValue()));
        }
    }

    void counts(Counts counts) {
        say("");
        say("lines read                 %8d".formatted(counts.linesRead()));
        say("records in the topic       %8d".formatted(counts.recordsInTopic()));
        say("records consumed           %8d".formatted(counts.consumed()));
        say("duplicates after the crash %8d".formatted(counts.duplicates()));
        say(
                counts.agree()
                        ? "Every line was stored once and worked off at least once."
                        : "THE COUNTS DO NOT AGREE.");
    }

    private static String list(Set<Integer> partitions) {
        return partitions.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }
}
