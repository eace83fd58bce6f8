/// Groups and their offsets as pure state machines.
///
/// ```text
///  command ──▶ decide ──▶ events ──▶ apply ──▶ state
///                    └──▶ replies, addressed to reply tokens
/// ```
///
/// Nothing here knows a clock, a thread, a file, a socket, a logger or chance: time and fresh ids
/// arrive with the command, timers are deadlines in state, replies leave as data.
@NullMarked
package dev.regroup.coordinator;

import org.jspecify.annotations.NullMarked;
