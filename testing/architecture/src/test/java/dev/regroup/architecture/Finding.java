package dev.regroup.architecture;

/// Something untidy.
///
/// @param line from 1, or 0 where the file as a whole is meant
record Finding(String path, long line, String what) {
    @Override
    public String toString() {
        return "%s:%d %s".formatted(path, line, what);
    }
}
