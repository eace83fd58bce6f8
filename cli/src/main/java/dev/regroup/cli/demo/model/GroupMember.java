package dev.regroup.cli.demo.model;

/// A member as the demo shows it.
///
/// @param sinceMs when its condition began
/// @param uncommittedAtKill records processed but not committed when it was killed; 0 if it was not
public record GroupMember(
        String name, long pid, Condition condition, long sinceMs, long uncommittedAtKill) {
    /// What it is about.
    public enum Condition {
        /// Its process starts.
        STARTING,
        /// It is in the group, or about to be.
        WORKING,
        /// It was asked to leave.
        LEAVING,
        /// It is about to be killed, and was told to commit nothing more.
        CONDEMNED,
        /// It works without committing, and is about to be killed.
        WITHHOLDING,
        /// It was killed; others have not got all its partitions yet.
        KILLED
    }

    GroupMember with(Condition next, long atMs) {
        return new GroupMember(name, pid, next, atMs, uncommittedAtKill);
    }

    GroupMember withUncommitted(long records) {
        return new GroupMember(name, pid, condition, sinceMs, records);
    }

    /// Whether a share of the partitions is due to it.
    boolean dueAShare() {
        return switch (condition) {
            case WORKING, CONDEMNED, WITHHOLDING -> true;
            case STARTING, LEAVING, KILLED -> false;
        };
    }
}
