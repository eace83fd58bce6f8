package dev.regroup.bench.report;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.Outcome.NotYet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gathers outcomes as they come, round by round.
public final class Rows {
    private record Key(String scenario, String series, String name) {}

    private record Kind(String unit, Better better) {}

    private final Map<Key, Kind> kinds = new LinkedHashMap<>();
    private final Map<Key, Map<String, List<Double>>> rounds = new LinkedHashMap<>();

    public void add(String scenario, String broker, List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            Key key = new Key(scenario, outcome.series(), outcome.name());
            List<Double> ofBroker =
                    rounds.computeIfAbsent(key, _ -> new LinkedHashMap<>())
                            .computeIfAbsent(broker, _ -> new ArrayList<>());
            switch (outcome) {
                case Figure figure -> {
                    kinds.put(key, new Kind(figure.unit(), figure.better()));
                    ofBroker.add(figure.value());
                }
                case NotYet notYet -> kinds.putIfAbsent(key, new Kind("", Better.NEITHER));
            }
        }
    }

    /// In the order in which they were first measured.
    public List<Row> all() {
        List<Row> rows = new ArrayList<>();
        rounds.forEach((key, byBroker) -> {
            Kind kind = kinds.getOrDefault(key, new Kind("", Better.NEITHER));
            List<Row.Side> sides = new ArrayList<>();
            byBroker.forEach((broker, values) -> sides.add(new Row.Side(broker, values)));
            rows.add(new Row(key.scenario, key.series, key.name, kind.unit, kind.better, sides));
        });
        return rows;
    }
}
