package dev.regroup.broker.settings;

import dev.regroup.broker.settings.Setting.Effect;
import dev.regroup.broker.settings.Setting.Synonym;
import dev.regroup.broker.settings.Setting.Update;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;

/// All settings that Kafka 4.4 knows.
public final class SettingTable {
    private static final int COLUMNS = 8;
    private static final SettingTable KAFKA = new SettingTable(read());

    private final Map<Scope, SortedMap<String, Setting>> byScope = new EnumMap<>(Scope.class);

    private SettingTable(List<Setting> settings) {
        for (Scope scope : Scope.values()) {
            byScope.put(scope, new TreeMap<>());
        }
        settings.forEach(setting -> in(setting.scope()).put(setting.name(), setting));
    }

    public static SettingTable kafka() {
        return KAFKA;
    }

    public Optional<Setting> find(Scope scope, String name) {
        return Optional.ofNullable(in(scope).get(name));
    }

    /// In the order of their names.
    public Collection<Setting> all(Scope scope) {
        return Collections.unmodifiableCollection(in(scope).values());
    }

    private SortedMap<String, Setting> in(Scope scope) {
        return byScope.getOrDefault(scope, Collections.emptySortedMap());
    }

    private static List<Setting> read() {
        try (InputStream resource = SettingTable.class.getResourceAsStream("settings.txt")) {
            if (resource == null) {
                throw new IllegalStateException("settings.txt is not in the jar");
            }
            return new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> setting(line.split("\\|", COLUMNS)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Setting setting(String[] columns) {
        Scope scope =
                Arrays.stream(Scope.values())
                        .filter(known -> known.label().equals(columns[0]))
                        .findFirst()
                        .orElseThrow();
        return new Setting(
                scope,
                columns[1],
                ConfigDef.Type.valueOf(columns[2]),
                Update.valueOf(columns[3].toUpperCase(Locale.ROOT)),
                columns[4].startsWith("=") ? columns[4].substring(1) : null,
                columns[5],
                Setting.words(columns[6]).stream().map(SettingTable::synonym).toList(),
                Effect.valueOf(columns[7].toUpperCase(Locale.ROOT)));
    }

    private static Synonym synonym(String text) {
        int star = text.indexOf('*');
        return star < 0
                ? new Synonym(text, 1)
                : new Synonym(text.substring(0, star), Long.parseLong(text.substring(star + 1)));
    }
}
