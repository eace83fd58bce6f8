/// Settling: moves the durable batches of a shard's partitions from its log into segments, keeps
/// small segments few and objects well filled, and says which objects are of no use any more.
///
/// A checkpoint that names the new segments makes it count. Until then nothing refers to them, and
/// afterwards nothing but readers with an old view refers to what they replace.
@NullMarked
package dev.regroup.storage.settle;

import org.jspecify.annotations.NullMarked;
