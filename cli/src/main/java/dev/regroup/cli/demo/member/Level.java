package dev.regroup.cli.demo.member;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;

/// How serious a log line says it is, guessed from the words that logs use; the gravest word wins.
public enum Level {
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

    /// The letter that stands for it in [MemberEvent.Processed].
    char letter() {
        return name().charAt(0);
    }

    /// @throws IllegalArgumentException if no level has that letter
    static Level ofLetter(char letter) {
        for (Level level : values()) {
            if (level.letter() == letter) {
                return level;
            }
        }
        throw new IllegalArgumentException("no level " + letter);
    }

    /// The level of a line of bytes, in whatever encoding it is: the words are ASCII.
    static Level of(byte[] line) {
        return of(new String(line, StandardCharsets.ISO_8859_1));
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
