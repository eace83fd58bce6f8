package dev.regroup.cli.data;

/// Data cannot be looked at as asked; the message is for the person who asked.
public final class InspectionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InspectionException(String message, Throwable cause) {
        super(message, cause);
    }
}
