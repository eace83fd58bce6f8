package dev.regroup.storage;

/// Bytes failed their check. Only recovery decides what follows from it.
public final class CorruptDataException extends StorageException {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final long positionBytes;

    /// @param path the file or object that holds the bytes
    public CorruptDataException(String path, long positionBytes, String expected, String found) {
        super(
                "%s at byte %d: expected %s, found %s"
                        .formatted(path, positionBytes, expected, found));
        this.path = path;
        this.positionBytes = positionBytes;
    }

    public String path() {
        return path;
    }

    public long positionBytes() {
        return positionBytes;
    }
}
