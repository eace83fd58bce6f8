package dev.regroup.broker.plugin;

/// A plug-in's assignment that cannot be carried out; the message says what is wrong with it.
final class InvalidAssignmentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidAssignmentException(String message) {
        super(message);
    }
}
