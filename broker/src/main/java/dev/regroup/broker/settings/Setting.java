package dev.regroup.broker.settings;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/// One setting as Kafka 4.4 defines it.
///
/// @param defaultValue null for none
/// @param valid `least..greatest`, words separated by commas, or "" for anything of the type
/// @param synonyms settings of the broker that stand in for it, the first that is set
public record Setting(
        Scope scope,
        String name,
        ConfigDef.Type type,
        Update update,
        @Nullable String defaultValue,
        String valid,
        List<Synonym> synonyms,
        Effect effect) {
    /// How it may be altered while the broker runs.
    public enum Update {
        STATIC,
        CLUSTER,
        BROKER,
        /// Known to Kafka and not shown by it.
        INTERNAL
    }

    public enum Effect {
        ACTED,
        /// Accepted and shown; changes nothing yet.
        STORED
    }

    /// @param factor what its value is multiplied with, hours to milliseconds for example
    public record Synonym(String name, long factor) {
        String convert(String value) {
            if (factor == 1) {
                return value;
            }
            long number = Long.parseLong(value.trim());
            return Long.toString(number < 0 ? number : Math.multiplyExact(number, factor));
        }
    }

    public Setting {
        synonyms = List.copyOf(synonyms);
    }

    /// `int`, `list` and so on.
    public String typeName() {
        return type.name().toLowerCase(Locale.ROOT);
    }

    public boolean sensitive() {
        return type == ConfigDef.Type.PASSWORD;
    }

    public boolean list() {
        return type == ConfigDef.Type.LIST;
    }

    /// Why `value` cannot be set, if so.
    public Optional<String> problem(String value) {
        Object parsed;
        try {
            parsed = ConfigDef.parseType(name, value, type);
        } catch (ConfigException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        if (valid.isEmpty()) {
            return Optional.empty();
        }
        boolean good =
                valid.contains("..")
                        ? finite(parsed) && within(new BigDecimal(String.valueOf(parsed)))
                        : wordsAllowed(list() ? words(value) : List.of(value.trim()));
        return good
                ? Optional.empty()
                : Optional.of(
                        "Invalid value %s for configuration %s: it must be %s"
                                .formatted(value, name, range()));
    }

    private static boolean finite(Object number) {
        return !(number instanceof Double fraction) || Double.isFinite(fraction);
    }

    private boolean within(BigDecimal number) {
        String least = valid.substring(0, valid.indexOf(".."));
        String greatest = valid.substring(valid.indexOf("..") + 2);
        return (least.isEmpty() || number.compareTo(new BigDecimal(least)) >= 0)
                && (greatest.isEmpty() || number.compareTo(new BigDecimal(greatest)) <= 0);
    }

    private boolean wordsAllowed(List<String> given) {
        List<String> allowed = words(valid);
        return allowed.containsAll(given) && new HashSet<>(given).size() == given.size();
    }

    private String range() {
        if (!valid.contains("..")) {
            return (list() ? "a list without repetitions of " : "one of ")
                    + String.join(", ", words(valid));
        }
        return valid.endsWith("..")
                ? "at least " + valid.substring(0, valid.length() - 2)
                : "from " + valid.replace("..", " to ");
    }

    /// The elements of a list's value.
    public static List<String> words(String value) {
        return Arrays.stream(value.split(","))
                .map(String::trim)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
