package dev.regroup.storage;

/// The medium failed: a write, a sync, a read or the fencing of a log was refused.
///
/// It is caught in exactly two places: where requests are dispatched and in the shard's loop.
public class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
