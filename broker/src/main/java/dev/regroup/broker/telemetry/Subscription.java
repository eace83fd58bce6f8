package dev.regroup.broker.telemetry;

import dev.regroup.broker.settings.ClientMatch;
import dev.regroup.broker.settings.DynamicSettings;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.Setting;
import dev.regroup.broker.settings.SettingsOwner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/// What a client is asked for: all subscriptions that match it, taken together (KIP-714).
///
/// @param id changes with the contents; 0 without any
/// @param pushIntervalMs the shortest of those that match
/// @param metrics prefixes of names; `*` stands for all
public record Subscription(int id, int pushIntervalMs, List<String> metrics) {
    private static final int PUSH_INTERVAL_DEFAULT_MS = 300_000;
    private static final String ALL = "*";

    public Subscription {
        metrics = List.copyOf(metrics);
    }

    /// @param labels of the client, by the names that `match` uses
    static Subscription of(DynamicSettings settings, Map<String, String> labels) {
        CRC32C checksum = new CRC32C();
        List<Integer> intervals = new ArrayList<>();
        SortedSet<String> metrics = new TreeSet<>();
        settings.names(Scope.CLIENT_METRICS)
                .forEach(name -> {
                    SortedMap<String, String> own =
                            settings.of(new SettingsOwner(Scope.CLIENT_METRICS, name));
                    if (ClientMatch.of(own.getOrDefault("match", "")).matches(labels)) {
                        checksum.update((name + own).getBytes(StandardCharsets.UTF_8));
                        intervals.add(interval(own));
                        metrics.addAll(Setting.words(own.getOrDefault("metrics", "")));
                    }
                });
        return new Subscription(
                (int) checksum.getValue(),
                intervals.stream().min(Integer::compare).orElse(PUSH_INTERVAL_DEFAULT_MS),
                metrics.contains(ALL) ? List.of(ALL) : List.copyOf(metrics));
    }

    private static int interval(SortedMap<String, String> own) {
        String given = own.get("interval.ms");
        return given == null ? PUSH_INTERVAL_DEFAULT_MS : Integer.parseInt(given.trim());
    }
}
