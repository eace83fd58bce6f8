package dev.regroup.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// `server.properties` as the packages bring it, made from the [Keys]: every setting with what it
/// means and its default, all of them commented out.
final class ConfigurationFile {
    private static final int WIDTH = 100;
    private static final String HEAD =
            """
            # Settings of a Regroup broker: regroup start --config FILE.
            # Every setting is here with its default; take the # away to say otherwise. The command line wins over
            # REGROUP_* environment variables, and they win over this file. Unknown settings are refused.
            # More on them, and on those that clients set: docs/configuration.md.
            """;

    private ConfigurationFile() {}

    static String text() {
        return HEAD
                + SettingsParser.documented().stream()
                        .map(ConfigurationFile::entry)
                        .collect(Collectors.joining());
    }

    private static String entry(Key key) {
        return "%n%s#%s=%s%n"
                .formatted(comment(key.says() + range(key)), key.name(), key.byDefault());
    }

    private static String range(Key key) {
        if (!key.oneOf().isEmpty()) {
            return " One of: %s.".formatted(String.join(", ", key.oneOf()));
        }
        if (key.kind() != Key.Kind.WHOLE) {
            return "";
        }
        String unit = key.unit().isEmpty() ? "" : " " + key.unit();
        return key.max() == Long.MAX_VALUE
                ? " %d%s or more.".formatted(key.min(), unit)
                : " %d to %d%s.".formatted(key.min(), key.max(), unit);
    }

    private static String comment(String sentences) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder("#");
        for (String word : sentences.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder("#");
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
        return String.join("\n", lines) + "\n";
    }
}
