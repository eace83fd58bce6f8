package dev.regroup.broker.settings;

import dev.regroup.broker.settings.Setting.Synonym;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.jspecify.annotations.Nullable;

/// Which value of a setting applies, and what it prevails over: what was altered for this broker,
/// for all brokers, what the node was told at start, the default (KIP-226).
public final class EffectiveSettings {
    private final SettingTable table = SettingTable.kafka();
    private final StaticSettings fixed;
    private final DynamicSettings dynamic;

    public EffectiveSettings(StaticSettings fixed, DynamicSettings dynamic) {
        this.fixed = fixed;
        this.dynamic = dynamic;
    }

    /// Where a value comes from.
    ///
    /// @param name the setting's, or that of a synonym
    public record Origin(String name, @Nullable String value, ConfigSource source) {}

    /// A setting as it applies.
    ///
    /// @param origins the strongest first; empty where there is no value at all
    public record Effective(Setting setting, @Nullable String value, List<Origin> origins) {
        public Effective {
            origins = List.copyOf(origins);
        }

        public ConfigSource source() {
            return origins.isEmpty() ? ConfigSource.DEFAULT_CONFIG : origins.getFirst().source();
        }
    }

    /// Every setting of a topic or group that has `own` settings.
    public List<Effective> all(Scope scope, SortedMap<String, String> own) {
        return table.all(scope).stream().map(setting -> effective(setting, own)).toList();
    }

    /// A setting of a topic or group that has `own` settings.
    public Effective effective(Setting setting, SortedMap<String, String> own) {
        List<Origin> origins = new ArrayList<>();
        @Nullable String applies = own.get(setting.name());
        if (applies != null) {
            origins.add(new Origin(setting.name(), applies, ownSource(setting.scope())));
        }
        for (Synonym synonym : setting.synonyms()) {
            List<Origin> set = set(synonym.name());
            if (applies == null && !set.isEmpty()) {
                applies = converted(synonym, set.getFirst());
            }
            origins.addAll(set);
        }
        defaultOrigin(setting).ifPresent(origins::add);
        return new Effective(setting, applies == null ? setting.defaultValue() : applies, origins);
    }

    /// Every setting of the broker: those of Kafka, and Regroup's own.
    public List<Effective> broker() {
        TreeSet<String> names = new TreeSet<>(fixed.defaults().keySet());
        table.all(Scope.BROKER).stream()
                .filter(setting -> setting.update() != Setting.Update.INTERNAL)
                .forEach(setting -> names.add(setting.name()));
        return names.stream().map(this::broker).toList();
    }

    /// The value of one of the broker's settings that has one.
    public String brokerValue(String name) {
        return Objects.requireNonNull(broker(name).value(), name);
    }

    private Effective broker(String name) {
        Setting setting = table.find(Scope.BROKER, name).orElseGet(() -> ownSetting(name));
        List<Origin> origins = new ArrayList<>(set(name));
        @Nullable String byDefault = fixed.defaults().getOrDefault(name, setting.defaultValue());
        if (byDefault != null) {
            origins.add(new Origin(name, byDefault, ConfigSource.DEFAULT_CONFIG));
        }
        return new Effective(
                setting, origins.isEmpty() ? null : origins.getFirst().value(), origins);
    }

    /// A setting that Kafka does not have.
    private Setting ownSetting(String name) {
        return new Setting(
                Scope.BROKER,
                name,
                ConfigDef.Type.STRING,
                Setting.Update.STATIC,
                fixed.defaults().get(name),
                "",
                List.of(),
                Setting.Effect.ACTED);
    }

    /// What was set for all brokers while they run.
    public List<Effective> allBrokers() {
        return dynamic.of(SettingsOwner.ALL_BROKERS).entrySet().stream()
                .map(set ->
                        new Effective(
                                table.find(Scope.BROKER, set.getKey())
                                        .orElseGet(() -> ownSetting(set.getKey())),
                                set.getValue(),
                                List.of(
                                        new Origin(
                                                set.getKey(),
                                                set.getValue(),
                                                ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG))))
                .toList();
    }

    /// What was set of a broker's setting, the default apart; the strongest first.
    private List<Origin> set(String name) {
        List<Origin> origins = new ArrayList<>(3);
        origin(name, dynamic.of(SettingsOwner.broker(fixed.nodeId())))
                .ifPresent(value ->
                        origins.add(new Origin(name, value, ConfigSource.DYNAMIC_BROKER_CONFIG)));
        origin(name, dynamic.of(SettingsOwner.ALL_BROKERS))
                .ifPresent(value ->
                        origins.add(
                                new Origin(
                                        name, value, ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG)));
        origin(name, fixed.given())
                .ifPresent(value ->
                        origins.add(new Origin(name, value, ConfigSource.STATIC_BROKER_CONFIG)));
        return origins;
    }

    private static Optional<String> origin(String name, SortedMap<String, String> values) {
        return Optional.ofNullable(values.get(name));
    }

    private static String converted(Synonym synonym, Origin origin) {
        String value = origin.value();
        if (value == null) {
            throw new IllegalStateException(synonym.name() + " is set to nothing");
        }
        return synonym.convert(value);
    }

    /// A topic's setting has the broker's default of its first synonym, if that has one; a setting
    /// of another kind has its own.
    private Optional<Origin> defaultOrigin(Setting setting) {
        if (setting.scope() == Scope.TOPIC && setting.synonyms().isEmpty()) {
            return Optional.empty();
        }
        if (setting.synonyms().isEmpty()) {
            return Optional.of(
                    new Origin(
                            setting.name(), setting.defaultValue(), ConfigSource.DEFAULT_CONFIG));
        }
        String name = setting.synonyms().getFirst().name();
        return table.find(Scope.BROKER, name)
                .map(Setting::defaultValue)
                .map(value -> new Origin(name, value, ConfigSource.DEFAULT_CONFIG));
    }

    private static ConfigSource ownSource(Scope scope) {
        return switch (scope) {
            case TOPIC -> ConfigSource.TOPIC_CONFIG;
            case GROUP -> ConfigSource.GROUP_CONFIG;
            case CLIENT_METRICS -> ConfigSource.CLIENT_METRICS_CONFIG;
            case BROKER -> ConfigSource.DYNAMIC_BROKER_CONFIG;
        };
    }
}
