package dev.regroup.coordinator.consumer;

import java.util.Optional;

/// What a member has (ConsumerGroupCurrentMemberAssignmentValue).
///
/// @param epoch the member's epoch; [#LEFT_FOR_A_WHILE] while a static member is away
/// @param previousEpoch the one before, with which the member may still come if it missed an answer
/// @param assigned what it may use
/// @param pendingRevocation what it may have, and has to give up
public record CurrentAssignment(
        MemberState state, int epoch, int previousEpoch, Held assigned, Held pendingRevocation) {
    /// The epoch of a static member that left and keeps its place until its session ends.
    public static final int LEFT_FOR_A_WHILE = -2;

    /// Of a member that has not been given anything yet.
    public static final CurrentAssignment NOTHING =
            new CurrentAssignment(MemberState.STABLE, 0, 0, Held.NOTHING, Held.NOTHING);

    public boolean isReconciledTo(int targetEpoch) {
        return state == MemberState.STABLE && epoch == targetEpoch;
    }

    public boolean isAway() {
        return epoch == LEFT_FOR_A_WHILE;
    }

    /// A static member leaves and means to be back.
    public CurrentAssignment away() {
        return new CurrentAssignment(
                state, LEFT_FOR_A_WHILE, previousEpoch, assigned, Held.NOTHING);
    }

    /// The epoch in which it got a partition that it may use.
    public Optional<Integer> assignmentEpoch(PartitionId partition) {
        return assigned.epochOf(partition);
    }
}
