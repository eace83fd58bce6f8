/// A shard's log: the port, its entries and where their bodies lie.
///
/// ```text
///  shard thread                    the log's own thread(s)            shard thread again
///  append(entries) ── position ──▶ write, force ──▶ Listener.durable ──▶ inbox
/// ```
@NullMarked
package dev.regroup.storage.log;

import org.jspecify.annotations.NullMarked;
