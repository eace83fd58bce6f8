package dev.regroup.broker.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The setting `match` of a client metrics subscription (KIP-714): `name=regular expression` for
/// some of a client's labels; a client is meant if all of them match.
public final class ClientMatch {
    private static final Set<String> LABELS =
            Set.of(
                    "client_instance_id",
                    "client_id",
                    "client_software_name",
                    "client_software_version",
                    "client_source_address",
                    "client_source_port");

    private final Map<String, Pattern> patterns;

    private ClientMatch(Map<String, Pattern> patterns) {
        this.patterns = patterns;
    }

    /// Why `value` is not a list of selectors, if so.
    public static Optional<String> problem(String value) {
        for (String selector : Setting.words(value)) {
            String[] pair = selector.split("=", -1);
            if (pair.length != 2 || !LABELS.contains(pair[0].trim()) || !compiles(pair[1].trim())) {
                return Optional.of("Illegal client matching pattern: " + selector);
            }
        }
        return Optional.empty();
    }

    /// @param value without a [#problem]
    public static ClientMatch of(String value) {
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        for (String selector : Setting.words(value)) {
            String[] pair = selector.split("=", -1);
            patterns.put(pair[0].trim(), Pattern.compile(pair[1].trim()));
        }
        return new ClientMatch(patterns);
    }

    /// Whether a client with these labels is meant. A label that it does not have is "".
    public boolean matches(Map<String, String> labels) {
        return patterns.entrySet().stream()
                .allMatch(one ->
                        one.getValue().matcher(labels.getOrDefault(one.getKey(), "")).matches());
    }

    private static boolean compiles(String expression) {
        try {
            Pattern.compile(expression);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }
}
