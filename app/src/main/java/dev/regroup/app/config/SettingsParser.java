package dev.regroup.app.config;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Makes [Settings] of the pairs in a file, going by their [Key]s.
final class SettingsParser {
    /// Read once: reflection parses the annotations anew each time that it is asked for components.
    private static final List<Component> COMPONENTS =
            Arrays.stream(Settings.class.getRecordComponents())
                    .map(one -> new Component(one.getType(), one.getAnnotation(Key.class)))
                    .toList();

    private final KafkaKeys kafkaKeys = new KafkaKeys();
    private final Map<String, String> given;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> ignored = new TreeSet<>();

    private record Component(Class<?> type, Key key) {}

    /// @param ignored keys that Kafka knows and that change nothing here
    /// @param problems what is wrong; where there are any, the settings must not be used
    record Parsed(Settings settings, List<String> ignored, List<String> problems) {}

    SettingsParser(Map<String, String> given) {
        this.given = new TreeMap<>(given);
    }

    Parsed parse() {
        given.forEach(this::classify);
        Object[] values = COMPONENTS.stream().map(this::value).toArray();
        return new Parsed(settings(values), List.copyOf(ignored), List.copyOf(problems));
    }

    static Stream<Key> keys() {
        return COMPONENTS.stream().map(Component::key);
    }

    private void classify(String key, String value) {
        boolean served =
                keys().anyMatch(known -> known.name().equals(key) || known.alias().equals(key))
                        || ConnectionLimitsParser.serves(key);
        if (served) {
            return;
        }
        Optional<String> refusal = kafkaKeys.refusal(key, value);
        if (refusal.isPresent()) {
            problems.add("%s is set, but %s".formatted(key, refusal.get()));
        } else if (kafkaKeys.knows(key)) {
            kafkaKeys.problem(key, value).ifPresent(problems::add);
            if (!kafkaKeys.acted(key)) {
                ignored.add(key);
            }
        } else {
            problems.add("%s is not a setting%s".formatted(key, nearest(key)));
        }
    }

    private String nearest(String key) {
        return NearestName.question(
                key, Stream.concat(keys().map(Key::name), kafkaKeys.names()).toList());
    }

    private Object value(Component component) {
        Key key = component.key();
        Class<?> type = component.type();
        String text = text(key, type);
        if (key.oneOf().length > 0 && !Arrays.asList(key.oneOf()).contains(text)) {
            problems.add(
                    "%s is %s; it can be %s"
                            .formatted(key.name(), text, String.join(" or ", key.oneOf())));
            return type == boolean.class ? (Object) false : text;
        }
        if (type == boolean.class) {
            return Boolean.valueOf(text);
        }
        if (type == String.class) {
            return text;
        }
        long number = number(key, text);
        return type == int.class ? (Object) (int) number : (Object) number;
    }

    /// Kafka takes booleans in any case.
    private String text(Key key, Class<?> type) {
        String text =
                Stream.of(key.name(), key.alias())
                        .map(given::get)
                        .filter(found -> found != null)
                        .findFirst()
                        .orElse(key.byDefault())
                        .trim();
        return type == boolean.class ? text.toLowerCase(Locale.ROOT) : text;
    }

    private long number(Key key, String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= key.min() && number <= key.max()) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with the range.
        }
        problems.add(
                "%s is %s; it is a whole number from %d to %d%s"
                        .formatted(
                                key.name(),
                                text,
                                key.min(),
                                key.max(),
                                key.unit().isEmpty() ? "" : " " + key.unit()));
        return Math.max(key.min(), 0);
    }

    private static Settings settings(Object[] values) {
        Class<?>[] types = COMPONENTS.stream().map(Component::type).toArray(Class<?>[]::new);
        try {
            return Settings.class.getDeclaredConstructor(types).newInstance(values);
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("Settings cannot be made", e);
        }
    }

    /// For the documentation: in the order of their names.
    static List<Key> documented() {
        return keys().sorted(Comparator.comparing(Key::name)).toList();
    }
}
