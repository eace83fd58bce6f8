package dev.regroup.broker.plugin;

/// A class that was named cannot be used; the message says why.
public final class PluginException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PluginException(String message, Throwable cause) {
        super(message, cause);
    }

    PluginException(String message) {
        super(message);
    }
}
