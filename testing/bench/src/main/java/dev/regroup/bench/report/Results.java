package dev.regroup.bench.report;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.machine.Setting;
import dev.regroup.bench.report.Row.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// All that was measured so far, and how much it is worth.
public final class Results {
    private static final String FIRST = "regroup";
    private static final String SECOND = "kafka";
    private static final double OTHERS_SHARE_MAX = 0.1;

    private final Setting setting;
    private final String kafka;
    private final boolean isQuick;
    private final List<Figure> limits;
    private final List<Turn> turns = new ArrayList<>();
    private final Rows rows = new Rows();

    /// @param kafka its version
    /// @param isQuick not to be published
    /// @param limits what the machine can do at best
    public Results(Setting setting, String kafka, boolean isQuick, List<Figure> limits) {
        this.setting = setting;
        this.kafka = kafka;
        this.isQuick = isQuick;
        this.limits = List.copyOf(limits);
    }

    public void add(Turn turn, List<Outcome> outcomes) {
        turns.add(turn);
        rows.add(turn.scenario(), turn.broker(), outcomes);
    }

    /// For people: Markdown that can be read on a terminal.
    public String text() {
        List<Row> all = rows.all();
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%s; %s, %d processors, %,d MB; JDK %s; Kafka %s; data on %s; load average before %.2f%s%n%n",
                        setting.at(),
                        setting.processor(),
                        setting.processors(),
                        setting.memoryMb(),
                        setting.jdk(),
                        kafka,
                        setting.fileSystem(),
                        setting.loadAverageBefore(),
                        isQuick ? "; QUICK: NOT TO BE PUBLISHED" : ""));
        text.append(Markdown.table(all, FIRST, SECOND)).append('\n');
        text.append(
                String.format(
                        Locale.ROOT,
                        "Regroup compared with Kafka: %d better, %d WORSE, %d the same.%n%n",
                        count(all, Verdict.BETTER),
                        count(all, Verdict.WORSE),
                        count(all, Verdict.SAME)));
        text.append("The machine's limits, measured before:\n\n");
        limits.forEach(limit ->
                text.append(
                        "- %s: %s %s%n"
                                .formatted(
                                        limit.name(),
                                        Markdown.number(limit.value()),
                                        limit.unit())));
        text.append("\nUsed by others of all processors meanwhile:\n\n");
        turns.stream().map(Turn::scenario).distinct().forEach(one -> text.append(others(one)));
        if (!setting.variables().isEmpty()) {
            text.append(
                    "%nSet in the environment: %s.%n"
                            .formatted(String.join(", ", setting.variables())));
        }
        return text.toString();
    }

    private String others(String scenario) {
        String brokers =
                List.of(FIRST, SECOND).stream()
                        .map(broker -> othersBesides(scenario, broker))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(", "));
        double most =
                turns.stream()
                        .filter(turn -> turn.scenario().equals(scenario))
                        .mapToDouble(Turn::othersShare)
                        .max()
                        .orElse(0);
        return String.format(
                Locale.ROOT,
                "- %s: %s; at most %.0f %% in a round%s%n",
                scenario,
                brokers,
                100 * most,
                most > OTHERS_SHARE_MAX ? ": TOO MUCH, measure again on a quieter machine" : "");
    }

    private Optional<String> othersBesides(String scenario, String broker) {
        OptionalDouble mean =
                turns.stream()
                        .filter(turn -> turn.scenario().equals(scenario))
                        .filter(turn -> turn.broker().equals(broker))
                        .mapToDouble(Turn::othersShare)
                        .average();
        return mean.isPresent()
                ? Optional.of(
                        String.format(Locale.ROOT, "%s %.0f %%", broker, 100 * mean.getAsDouble()))
                : Optional.empty();
    }

    private static long count(List<Row> rows, Verdict verdict) {
        return rows.stream().filter(row -> row.verdict(FIRST, SECOND) == verdict).count();
    }

    /// For programs: every round of every broker.
    public String json() {
        return new Json(
                        setting,
                        kafka,
                        isQuick,
                        Json.limits(limits),
                        turns,
                        rows.all().stream().map(Json::entry).toList())
                .write();
    }
}
