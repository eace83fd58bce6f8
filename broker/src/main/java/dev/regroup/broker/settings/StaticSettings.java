package dev.regroup.broker.settings;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the node was told at start.
///
/// @param given from file, environment and command line
/// @param defaults of the settings that this broker serves, where Kafka has others or none
public record StaticSettings(
        int nodeId, SortedMap<String, String> given, SortedMap<String, String> defaults) {
    public StaticSettings {
        given = Collections.unmodifiableSortedMap(new TreeMap<>(given));
        defaults = Collections.unmodifiableSortedMap(new TreeMap<>(defaults));
    }

    public static StaticSettings of(
            int nodeId, Map<String, String> given, Map<String, String> defaults) {
        return new StaticSettings(nodeId, new TreeMap<>(given), new TreeMap<>(defaults));
    }
}
