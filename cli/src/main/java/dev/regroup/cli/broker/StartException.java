package dev.regroup.cli.broker;

/// The broker cannot be started as asked; the message is for the person who asked.
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
