/// Classic consumer groups: members, generations, rebalances, and the offsets committed for a
/// group. Start reading at [GroupShard]; then [JoinDecider], [JoinPhase] and [SyncDecider] tell the
/// story of a rebalance.
///
/// ```text
///            first member joins              all joined, or time is up
///   EMPTY ─────────────────────▶ PREPARING_ ───────────────────────────▶ COMPLETING_
///     ▲                          REBALANCE                               REBALANCE
///     └───────────────────────────┘   ▲ ▲                                    │   │
///       nobody is left                │ └──── a member joins, leaves,        │   │ the leader
///                                     │       expires or does not sync ◀─────┘   │ syncs
///                                     │                                          ▼
///                                     └───── likewise, or the leader ◀──────── STABLE
///                                            joins again
/// ```
///
/// Deciders ([JoinDecider] and its like, one per family of commands) see [GroupView]s and emit
/// events through a [Turn]; [EventApplier] alone changes [Group]s. [DurableEvent]s are what a
/// restart brings back, [VolatileEvent]s what it may forget.
@NullMarked
package dev.regroup.coordinator.group;

import org.jspecify.annotations.NullMarked;
