/// `regroup demo`: stock clients work off the lines of files in a group, members come and go, one
/// is killed, and the counts must agree.
///
/// ```text
///                 member-1, member-2, ... (processes)
///                    │ stdout          ▲ stdin, signals
///                    ▼                 │
///  keys ──▶ Inbox ◀─ MemberEvent      Crew ◀──┐
///             │  ▲                            │
///             │  └── Feeder, GroupWatch ◀─────┤ keys or Story decide
///             ▼                               │
///          DemoRun ──▶ DemoState ─────────────┘
///                          │
///                          └──▶ View ──▶ Screen, or plain lines
/// ```
///
/// Threads besides the one that runs it: one for each member's voice, the feeder, the watch (both
/// wait for the broker) and the keys. They only put into the inbox.
@NullMarked
package dev.regroup.cli.demo;

import org.jspecify.annotations.NullMarked;
