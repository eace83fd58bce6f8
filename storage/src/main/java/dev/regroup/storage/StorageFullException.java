package dev.regroup.storage;

/// The medium has no space left. Nothing that was stored is lost by it, and the same may succeed
/// once there is room again.
public final class StorageFullException extends StorageException {
    private static final long serialVersionUID = 1L;

    public StorageFullException(String message) {
        super(message);
    }

    public StorageFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
