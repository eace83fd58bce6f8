package dev.regroup.broker.settings;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Settings altered while the broker runs, but for those of topics, which topics carry themselves.
/// Immutable.
public final class DynamicSettings {
    public static final DynamicSettings NONE = new DynamicSettings(Map.of());

    private final Map<SettingsOwner, SortedMap<String, String>> byOwner;

    private DynamicSettings(Map<SettingsOwner, SortedMap<String, String>> byOwner) {
        this.byOwner = byOwner;
    }

    /// What was set for `owner`; nothing if it is not known.
    public SortedMap<String, String> of(SettingsOwner owner) {
        return byOwner.getOrDefault(owner, Collections.emptySortedMap());
    }

    /// Names of those of a scope that have settings, in order.
    public Stream<String> names(Scope scope) {
        return byOwner.keySet().stream()
                .filter(owner -> owner.scope() == scope)
                .map(SettingsOwner::name)
                .sorted();
    }

    /// All that was set, by owner, in the order of scopes and names.
    public Map<SettingsOwner, SortedMap<String, String>> all() {
        Map<SettingsOwner, SortedMap<String, String>> all = new LinkedHashMap<>();
        for (Scope scope : Scope.values()) {
            names(scope)
                    .map(name -> new SettingsOwner(scope, name))
                    .forEach(owner -> all.put(owner, of(owner)));
        }
        return all;
    }

    /// With `values` in place of all that `owner` had; an empty map forgets the owner.
    public DynamicSettings with(SettingsOwner owner, SortedMap<String, String> values) {
        Map<SettingsOwner, SortedMap<String, String>> copy = new HashMap<>(byOwner);
        if (values.isEmpty()) {
            copy.remove(owner);
        } else {
            copy.put(owner, Collections.unmodifiableSortedMap(new TreeMap<>(values)));
        }
        return new DynamicSettings(copy);
    }
}
