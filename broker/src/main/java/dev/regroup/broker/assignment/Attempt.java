package dev.regroup.broker.assignment;

import dev.regroup.coordinator.group.GroupCommand.AssignmentOutcome;
import dev.regroup.coordinator.group.GroupCommand.AssignmentOutcome.Failed;
import java.util.Optional;

/// What came of asking an assignor.
///
/// @param cause of a failure that somebody has to look at
record Attempt(AssignmentOutcome outcome, Optional<Throwable> cause) {
    static Attempt answered(AssignmentOutcome outcome) {
        return new Attempt(outcome, Optional.empty());
    }

    static Attempt failed(String why, Throwable cause) {
        return new Attempt(new Failed(why), Optional.of(cause));
    }
}
