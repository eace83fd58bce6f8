package dev.regroup.cli;

import dev.regroup.cli.broker.LogLevel;
import dev.regroup.cli.broker.StartOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Understands `start` with well-formed options and nothing else, without the library for command
/// lines: that library's classes are too old for the JVM's cache and take a quarter of the time in
/// which a broker starts (decision 0007). Whatever is not understood here, help and mistakes
/// included, is the library's.
public final class PlainStart {
    private static final String COMMAND = "start";
    private static final List<String> NAMES =
            List.of("--data", "--listen", "--advertise", "--config", "--log-level");

    private PlainStart() {}

    /// The options, if `arguments` are a start that needs no explaining.
    public static Optional<StartOptions> options(String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals(COMMAND)) {
            return Optional.empty();
        }
        Map<String, String> given = new HashMap<>();
        int next = 1;
        while (next < arguments.length) {
            String argument = arguments[next++];
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            @Nullable String value = null;
            if (equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (next < arguments.length) {
                value = arguments[next++];
            }
            if (!isPlain(name, value) || given.put(name, value) != null) {
                return Optional.empty();
            }
        }
        return options(given);
    }

    private static boolean isPlain(String name, @Nullable String value) {
        return NAMES.contains(name)
                && value != null
                && !value.isEmpty()
                && !value.startsWith("-")
                && value.indexOf('"') < 0;
    }

    private static Optional<StartOptions> options(Map<String, String> given) {
        Optional<LogLevel> level =
                Optional.ofNullable(given.get("--log-level")).flatMap(PlainStart::level);
        if (level.isPresent() != given.containsKey("--log-level")) {
            return Optional.empty();
        }
        return Optional.of(
                new StartOptions(
                        Optional.ofNullable(given.get("--data")).map(Path::of),
                        Optional.ofNullable(given.get("--listen")),
                        Optional.ofNullable(given.get("--advertise")),
                        Optional.ofNullable(given.get("--config")).map(Path::of),
                        level));
    }

    private static Optional<LogLevel> level(String text) {
        for (LogLevel level : LogLevel.values()) {
            if (level.name().equals(text.toUpperCase(Locale.ROOT))) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }
}
