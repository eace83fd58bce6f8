package dev.regroup.cli.broker;

import java.util.Locale;

/// How much the log says, from most to least.
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR;

    /// As people write it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
