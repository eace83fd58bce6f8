/// One partition: which batches it holds and where, what its producers have written, and the view
/// of it that readers see.
///
/// ```text
///  shard thread                                     readers
///  Partition ── decide/apply ── index ── publish ──▶ PartitionView (immutable)
/// ```
@NullMarked
package dev.regroup.storage.partition;

import org.jspecify.annotations.NullMarked;
