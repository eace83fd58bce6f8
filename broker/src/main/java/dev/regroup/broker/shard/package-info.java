/// Shards: each a single-threaded state machine over one log.
///
/// ```text
///  command ─▶ inbox ─▶ Shard.runOnce ─▶ side decides ─▶ entries ─▶ ShardLog.append
///                                             └─▶ replies ─▶ ReplyGate ──(durable)──▶ connection
///  ShardLog ─▶ Durable command ─▶ inbox ─▶ index, views, gate
/// ```
///
/// A shard has up to three sides: its partitions, its groups, and (shard 0) the catalogue. A side
/// decides; the shard logs, gates and forwards.
@NullMarked
package dev.regroup.broker.shard;

import org.jspecify.annotations.NullMarked;
