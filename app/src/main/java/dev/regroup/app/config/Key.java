package dev.regroup.app.config;

import java.util.List;

/// What a setting is called and what it means. The parser, the check of ranges and
/// `docs/configuration.md` all go by it.
///
/// @param alias another name for the same thing, or empty; the first one wins where both are given
/// @param byDefault as it would be written in the file
/// @param unit empty where there is none
/// @param min the least whole number
/// @param max the greatest whole number
/// @param oneOf allowed words, for settings that are one of a few
/// @param says one sentence for the documentation
record Key(
        Kind kind,
        String name,
        String alias,
        String byDefault,
        String unit,
        long min,
        long max,
        List<String> oneOf,
        String says) {

    enum Kind {
        WHOLE,
        TRUTH,
        WORD,
        TEXT
    }

    Key {
        oneOf = List.copyOf(oneOf);
    }

    /// A whole number.
    static Key whole(String name, long min, long max) {
        return new Key(Kind.WHOLE, name, "", "", "", min, max, List.of(), "");
    }

    static Key truth(String name) {
        return of(Kind.TRUTH, name, List.of("true", "false"));
    }

    static Key word(String name, String... oneOf) {
        return of(Kind.WORD, name, List.of(oneOf));
    }

    static Key text(String name) {
        return of(Kind.TEXT, name, List.of());
    }

    private static Key of(Kind kind, String name, List<String> oneOf) {
        return new Key(kind, name, "", "", "", Long.MIN_VALUE, Long.MAX_VALUE, oneOf, "");
    }

    Key alias(String other) {
        return new Key(kind, name, other, byDefault, unit, min, max, oneOf, says);
    }

    Key byDefault(String text) {
        return new Key(kind, name, alias, text, unit, min, max, oneOf, says);
    }

    Key in(String ofUnit) {
        return new Key(kind, name, alias, byDefault, ofUnit, min, max, oneOf, says);
    }

    Key says(String sentence) {
        return new Key(kind, name, alias, byDefault, unit, min, max, oneOf, sentence);
    }

    /// Whether `text` is one of the setting's names.
    boolean isCalled(String text) {
        return name.equals(text) || alias.equals(text);
    }
}
