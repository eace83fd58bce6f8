package dev.regroup.cli.demo.terminal;

/// What a key asks for.
public enum Key {
    ADD_MEMBER,
    STOP_MEMBER,
    KILL_MEMBER,
    ADD_PARTITIONS,
    QUIT,
    /// A key that means nothing but that somebody is there.
    OTHER;

    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;

    static Key of(int character) {
        return switch (character) {
            case 'a', 'A' -> ADD_MEMBER;
            case 's', 'S' -> STOP_MEMBER;
            case 'k', 'K' -> KILL_MEMBER;
            case 'p', 'P' -> ADD_PARTITIONS;
            case 'q', 'Q', CTRL_C, CTRL_D -> QUIT;
            default -> OTHER;
        };
    }
}
