package dev.regroup.storage.log;

/// Where the body of an entry lies in the store.
///
/// @param fileId the journal file or object that holds it; never reused for other content
/// @param positionBytes offset of the body's first byte in that file
/// @param lengthBytes length of the body; 0 for an entry without one
public record Extent(long fileId, long positionBytes, int lengthBytes) {
    public Extent {
        if (fileId < 0 || positionBytes < 0 || lengthBytes < 0) {
            throw new IllegalArgumentException(
                    "extent out of range: file %d, position %d, length %d"
                            .formatted(fileId, positionBytes, lengthBytes));
        }
    }
}
