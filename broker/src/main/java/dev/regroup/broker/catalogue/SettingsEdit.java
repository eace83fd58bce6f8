package dev.regroup.broker.catalogue;

import dev.regroup.broker.catalogue.CatalogueCommand.Alteration;
import dev.regroup.broker.catalogue.CatalogueCommand.Basis;
import dev.regroup.broker.catalogue.CatalogueCommand.Edit;
import dev.regroup.broker.catalogue.CatalogueCommand.Operation;
import dev.regroup.broker.catalogue.CatalogueReply.Reason;
import dev.regroup.broker.catalogue.CatalogueReply.Refused;
import dev.regroup.broker.settings.ClientMatch;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.Setting;
import dev.regroup.broker.settings.Setting.Update;
import dev.regroup.broker.settings.SettingTable;
import dev.regroup.broker.settings.SettingsOwner;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Edits one owner's settings (KIP-339), and says what is wrong with the result.
final class SettingsEdit {
    /// Names and values of one owner together, in characters: they go into one entry of the log.
    private static final int CHARACTERS_MAX = 16_384;

    private static final SettingTable TABLE = SettingTable.kafka();

    sealed interface Result {}

    record Edited(SortedMap<String, String> values) implements Result {}

    record Wrong(Refused refused) implements Result {}

    private SettingsEdit() {}

    static Result edit(Alteration alteration, SortedMap<String, String> present) {
        Scope scope = alteration.owner().scope();
        SortedMap<String, String> values =
                alteration.basis() == Basis.PRESENT ? new TreeMap<>(present) : new TreeMap<>();
        for (Edit edit : alteration.edits()) {
            Optional<Setting> setting = TABLE.find(scope, edit.name());
            boolean toList =
                    edit.operation() == Operation.APPEND || edit.operation() == Operation.SUBTRACT;
            if (toList && setting.filter(Setting::list).isEmpty()) {
                return new Wrong(
                        new Refused(
                                Reason.INVALID_SETTING,
                                "Can't %s to key %s because its type is not LIST."
                                        .formatted(edit.operation(), edit.name())));
            }
            apply(edit, setting, values);
        }
        Optional<Refused> wrong =
                problem(scope, values).or(() -> unalterable(alteration.owner(), values));
        return wrong.isPresent() ? new Wrong(wrong.get()) : new Edited(values);
    }

    /// Why an owner cannot have these settings, if so.
    static Optional<Refused> problem(Scope scope, Map<String, String> values) {
        int characters = 0;
        for (Map.Entry<String, String> pair : new TreeMap<>(values).entrySet()) {
            Optional<Setting> setting = TABLE.find(scope, pair.getKey());
            if (setting.isEmpty()) {
                return Optional.of(unknown(scope, pair.getKey()));
            }
            Optional<String> problem = setting.get().problem(pair.getValue());
            if (problem.isPresent()) {
                return Optional.of(new Refused(Reason.INVALID_SETTING, problem.get()));
            }
            characters += pair.getKey().length() + pair.getValue().length();
        }
        if (characters > CHARACTERS_MAX) {
            return Optional.of(
                    new Refused(
                            Reason.INVALID_SETTING,
                            "the settings have %d characters together; at most %d"
                                    .formatted(characters, CHARACTERS_MAX)));
        }
        return scope == Scope.CLIENT_METRICS
                ? ClientMatch.problem(values.getOrDefault("match", ""))
                        .map(why -> new Refused(Reason.INVALID_SETTING, why))
                : Optional.empty();
    }

    /// What Kafka lets a running broker alter (KIP-226).
    private static Optional<Refused> unalterable(
            SettingsOwner owner, SortedMap<String, String> values) {
        if (owner.scope() != Scope.BROKER) {
            return Optional.empty();
        }
        Set<String> fixed = new LinkedHashSet<>();
        Set<String> ofOneBroker = new LinkedHashSet<>();
        for (String name : values.keySet()) {
            Update update = TABLE.find(owner.scope(), name).map(Setting::update).orElseThrow();
            if (update == Update.STATIC || update == Update.INTERNAL) {
                fixed.add(name);
            } else if (update == Update.BROKER && owner.equals(SettingsOwner.ALL_BROKERS)) {
                ofOneBroker.add(name);
            }
        }
        if (!fixed.isEmpty()) {
            return Optional.of(
                    new Refused(
                            Reason.SETTING_NOT_ALTERABLE,
                            "Cannot update these configs dynamically: " + fixed));
        }
        return ofOneBroker.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Refused(
                                Reason.SETTING_NOT_ALTERABLE,
                                "Cannot update these configs at default cluster level, broker id must be specified: "
                                        + ofOneBroker));
    }

    private static Refused unknown(Scope scope, String name) {
        return scope == Scope.CLIENT_METRICS
                ? new Refused(
                        Reason.SETTING_NOT_ALTERABLE,
                        "Unknown client metrics configuration: " + name)
                : new Refused(
                        Reason.INVALID_SETTING,
                        "Unknown %s config name: %s".formatted(scope.label(), name));
    }

    private static void apply(
            Edit edit, Optional<Setting> setting, SortedMap<String, String> values) {
        switch (edit.operation()) {
            case SET -> values.put(edit.name(), edit.value());
            case DELETE -> values.remove(edit.name());
            case APPEND -> {
                Set<String> words = words(edit.name(), setting, values);
                words.addAll(Setting.words(edit.value()));
                values.put(edit.name(), String.join(",", words));
            }
            case SUBTRACT -> {
                Set<String> words = words(edit.name(), setting, values);
                words.removeAll(Set.copyOf(Setting.words(edit.value())));
                values.put(edit.name(), String.join(",", words));
            }
        }
    }

    private static Set<String> words(
            String name, Optional<Setting> setting, SortedMap<String, String> values) {
        String present = values.get(name);
        String basis = present != null ? present : setting.map(Setting::defaultValue).orElse("");
        return new LinkedHashSet<>(Setting.words(basis));
    }
}
