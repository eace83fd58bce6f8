/// Connections: frames in, answers out, in order and within bounds.
///
/// ```text
///  socket ─▶ reader ─▶ handler ─▶ shard or view
///               │                     │
///               ▼                     ▼
///            answers (ordered) ◀── answer ──▶ reader (if it is all there already) or writer ─▶ socket
/// ```
@NullMarked
package dev.regroup.broker.network;

import org.jspecify.annotations.NullMarked;
