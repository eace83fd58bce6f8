/// Settled batches: what has left the journal, as objects of a [dev.regroup.storage.blob.BlobStore]
/// that hold segments of one or more partitions of a shard.
///
/// ```text
///  batches ──▶ SegmentWriter ──▶ object (batches, sparse index, trailer of each segment)
///                   └──▶ Segment: where it lies, what it spans ──▶ Segments of a partition
///  reader  ──▶ SegmentStore.read ──▶ SegmentIndex (cached) ──▶ SegmentWindow over the object
/// ```
///
/// `docs/formats/segment.md` gives the bytes, `docs/decisions/0020-settling.md` the reasons.
@NullMarked
package dev.regroup.storage.segment;

import org.jspecify.annotations.NullMarked;
