package dev.regroup.app.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
    private final KafkaKeys kafkaKeys = new KafkaKeys();
    private final Map<String, String> given;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> ignored = new TreeSet<>();

    /// @param ignored keys that Kafka knows and that change nothing here
    /// @param problems what is wrong; where there are any, the settings must not be used
    record Parsed(Settings settings, List<String> ignored, List<String> problems) {}

    SettingsParser(Map<String, String> given) {
        this.given = new TreeMap<>(given);
    }

    Parsed parse() {
        given.forEach(this::classify);
        Map<String, String> texts = new HashMap<>();
        Keys.ALL.forEach(key -> texts.put(key.name(), checked(key)));
        return new Parsed(new Settings(texts), List.copyOf(ignored), List.copyOf(problems));
    }

    static Stream<Key> keys() {
        return Keys.ALL.stream();
    }

    private void classify(String key, String value) {
        boolean served =
                keys().anyMatch(known -> known.isCalled(key)) || ConnectionLimitsParser.serves(key);
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

    /// What is given, if it is as the key wants it; else the default, and a problem is noted.
    private String checked(Key key) {
        String text = text(key);
        Optional<String> expected =
                switch (key.kind()) {
                    case TEXT -> Optional.empty();
                    case TRUTH, WORD ->
                            key.oneOf().contains(text)
                                    ? Optional.empty()
                                    : Optional.of("can be " + String.join(" or ", key.oneOf()));
                    case WHOLE -> inRange(key, text) ? Optional.empty() : Optional.of(range(key));
                };
        expected.ifPresent(
                what -> problems.add("%s is %s; it %s".formatted(key.name(), text, what)));
        return expected.isPresent() ? key.byDefault() : text;
    }

    /// Kafka takes booleans in any case.
    private String text(Key key) {
        String text =
                given.getOrDefault(key.name(), given.getOrDefault(key.alias(), key.byDefault()))
                        .trim();
        return key.kind() == Key.Kind.TRUTH ? text.toLowerCase(Locale.ROOT) : text;
    }

    private static boolean inRange(Key key, String text) {
        try {
            long number = Long.parseLong(text);
            return number >= key.min() && number <= key.max();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String range(Key key) {
        return "is a whole number from %d to %d%s"
                .formatted(key.min(), key.max(), key.unit().isEmpty() ? "" : " " + key.unit());
    }

    /// For the documentation: in the order of their names.
    static List<Key> documented() {
        return keys().sorted(Comparator.comparing(Key::name)).toList();
    }
}
