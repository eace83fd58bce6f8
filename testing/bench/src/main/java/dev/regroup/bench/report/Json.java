package dev.regroup.bench.report;

import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.machine.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The file that `--json` writes.
///
/// @param kafka its version
record Json(
        Setting setting,
        String kafka,
        boolean isQuick,
        List<Limit> limits,
        List<Turn> turns,
        List<Entry> figures) {
    record Limit(String name, String unit, double value) {}

    /// A row, with what is worked out from its rounds.
    record Entry(
            String scenario,
            String series,
            String name,
            String unit,
            Better better,
            List<Broker> brokers) {}

    /// @param median null if there is no round
    record Broker(String name, @Nullable Double median, List<Double> rounds, List<String> notes) {}

    String write() {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    }

    static List<Limit> limits(List<Figure> limits) {
        return limits.stream()
                .map(limit -> new Limit(limit.name(), limit.unit(), limit.value()))
                .toList();
    }

    static Entry entry(Row row) {
        return new Entry(
                row.scenario(),
                row.series(),
                row.name(),
                row.unit(),
                row.better(),
                row.sides().stream()
                        .map(side ->
                                new Broker(
                                        side.broker(),
                                        side.median().orElse(null),
                                        side.rounds(),
                                        side.notes()))
                        .toList());
    }
}
