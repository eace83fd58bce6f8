/// What the broker needs of a store, and nothing about any one store.
///
/// - `log`: a shard's log, fenced by an epoch; the one thing that makes state durable.
/// - `blob`: whole objects written once; checkpoints live there.
/// - `disk`: files on a disk, the only way local implementations reach them, so that tests can put
///   a disk underneath that loses whatever was not forced.
/// - `memory`: the ports kept in memory, for tests and for trying things out.
@NullMarked
package dev.regroup.storage;

import org.jspecify.annotations.NullMarked;
