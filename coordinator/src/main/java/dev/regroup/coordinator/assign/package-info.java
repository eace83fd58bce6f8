/// The strategies that share partitions among the members of a group on the server's side: the
/// assignors of the consumer protocol (KIP-848). Pure functions: the same [AssignmentInput] gives
/// the same [GroupAssignment]. Start reading at [Assignors].
///
/// ```text
///   roundrobin     range     uniform, sticky        strategies
///       │            │         │        │
///       │            │         │      Layer         how many partitions each member gets
///       │            │         │        │
///       │          FairShare ◀─┘        │           which, by racks and moves
///       │            │                  │
///     Roster         └────▶ Network ◀───┘           names as numbers; flows
/// ```
@NullMarked
package dev.regroup.coordinator.assign;

import org.jspecify.annotations.NullMarked;
