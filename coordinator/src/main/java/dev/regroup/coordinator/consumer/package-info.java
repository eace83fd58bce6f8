/// Groups of the consumer protocol (KIP-848) as state and pure rules: who is in a group, what each
/// member is to have, what it has, and its next step from the one to the other.
///
/// ```text
///   metadata of members ──▶ group epoch ──▶ target assignment ──▶ current assignment of each member
///    (MemberStored)         (EpochStored)    (TargetStored)         (CurrentStored)
/// ```
///
/// Each arrow is a step that somebody else takes: the group epoch rises when what an assignment
/// rests on has changed, an assignor computes a target for that epoch, and every member is taken
/// towards its target by its own heartbeats ([Reconciliation]).
@NullMarked
package dev.regroup.coordinator.consumer;

import org.jspecify.annotations.NullMarked;
