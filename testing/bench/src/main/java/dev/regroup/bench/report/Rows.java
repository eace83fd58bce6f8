package dev.regroup.bench.report;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.Outcome.NotYet;
import dev.regroup.bench.Outcome.Remark;
import dev.regroup.bench.Outcome.Skipped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Gathers outcomes as they come, round by round.
public final class Rows {
    private static final Kind UNKNOWN = new Kind("", Better.NEITHER);

    private record Key(String scenario, String series, String name) {}

    private record Kind(String unit, Better better) {}

    private record Gathered(List<Double> rounds, Set<String> notes) {}

    private final Map<Key, Kind> kinds = new LinkedHashMap<>();
    private final Map<Key, Map<String, Gathered>> sides = new LinkedHashMap<>();

    public void add(String scenario, String broker, List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            Key key = new Key(scenario, outcome.series(), outcome.name());
            Gathered ofBroker =
                    sides.computeIfAbsent(key, _ -> new LinkedHashMap<>())
                            .computeIfAbsent(
                                    broker,
                                    _ -> new Gathered(new ArrayList<>(), new LinkedHashSet<>()));
            switch (outcome) {
                case Figure figure -> {
                    kinds.put(key, new Kind(figure.unit(), figure.better()));
                    ofBroker.rounds.add(figure.value());
                }
                case NotYet _ -> {}
                case Skipped skipped -> ofBroker.notes.add(skipped.reason());
                case Remark remark -> ofBroker.notes.add(remark.text());
            }
        }
    }

    /// In the order in which they were first measured.
    public List<Row> all() {
        List<Row> rows = new ArrayList<>();
        sides.forEach((key, byBroker) -> {
            Kind kind = kinds.getOrDefault(key, UNKNOWN);
            List<Row.Side> all = new ArrayList<>();
            byBroker.forEach((broker, gathered) ->
                    all.add(new Row.Side(broker, gathered.rounds, List.copyOf(gathered.notes))));
            rows.add(new Row(key.scenario, key.series, key.name, kind.unit, kind.better, all));
        });
        return rows;
    }
}
