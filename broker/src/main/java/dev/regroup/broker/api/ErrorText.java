package dev.regroup.broker.api;

/// What an answer says of an error. Names and values that a client sent are part of it: they may be
/// as long as a text on the wire can be, and with a word beside them too long.
final class ErrorText {
    private static final int CHARACTERS_MAX = 1_000;

    private ErrorText() {}

    static String of(String detail) {
        return detail.length() <= CHARACTERS_MAX
                ? detail
                : detail.substring(0, CHARACTERS_MAX) + "...";
    }
}
