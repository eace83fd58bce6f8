package dev.regroup.storage.segment;

import dev.regroup.storage.StorageException;

/// The object of a segment is not there: its batches have moved on since the reader took its view,
/// or have been deleted. Who looks at a newer view finds out which.
public final class SegmentGoneException extends StorageException {
    private static final long serialVersionUID = 1L;

    SegmentGoneException(String key) {
        super("segment object %s is not there".formatted(key));
    }
}
