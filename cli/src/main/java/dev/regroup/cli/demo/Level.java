package dev.regroup.cli.demo;

import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;

/// How serious a log line says it is, guessed from the words that logs use; the gravest word wins.
enum Level {
    FATAL("fatal|crit(?:ical)?|emerg(?:ency)?|alert|panic"),
    ERROR("err(?:or)?|severe|fail(?:ed|ure)?"),
    WARN("warn(?:ing)?"),
    INFO("info|notice"),
    DEBUG("debug"),
    TRACE("trace|verbose"),
    OTHER("(?!)");

    private static final Map<Level, Pattern> PATTERNS = new EnumMap<>(Level.class);

    static {
        for (Level level : values()) {
            PATTERNS.put(
                    level,
                    Pattern.compile(
                            "(?<![A-Za-z])(?:" + level.words + ")(?![A-Za-z])",
                            Pattern.CASE_INSENSITIVE));
        }
    }

    private final String words;

    Level(String words) {
        this.words = words;
    }

    static Level of(String line) {
        for (Level level : values()) {
            if (level.pattern().matcher(line).find()) {
                return level;
            }
        }
        return OTHER;
    }

    private Pattern pattern() {
        Pattern pattern = PATTERNS.get(this);
        if (pattern == null) {
            throw new IllegalStateException("no pattern for " + this);
        }
        return pattern;
    }
}
