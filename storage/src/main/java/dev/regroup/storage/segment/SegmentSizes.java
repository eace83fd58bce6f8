package dev.regroup.storage.segment;

/// How settled batches are cut up. Sizes count for what is written from now on.
///
/// @param objectBytes about the most that one object holds; a larger batch has one of its own
/// @param blockBytes about how many bytes of batches share an entry of the sparse index
/// @param mergeBytes new batches of a partition that are fewer take its last small segments along
public record SegmentSizes(int objectBytes, int blockBytes, int mergeBytes) {
    public static final SegmentSizes DEFAULT = new SegmentSizes(8 << 20, 32 << 10, 512 << 10);

    public SegmentSizes {
        if (blockBytes < 1 || mergeBytes < 0 || objectBytes < 2 * mergeBytes) {
            throw new IllegalArgumentException(
                    "objects of %d bytes, blocks of %d, merging below %d"
                            .formatted(objectBytes, blockBytes, mergeBytes));
        }
    }
}
