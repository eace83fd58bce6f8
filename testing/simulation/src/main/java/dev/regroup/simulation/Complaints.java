package dev.regroup.simulation;

import java.util.ArrayList;
import java.util.List;

/// What was found not to hold, in the order it was found. Collected and not thrown: a shard that is
/// running would take an exception for a failure of its own.
final class Complaints {
    private final List<Complaint> found = new ArrayList<>();

    /// @param groupId the group that it is about, `""` for none
    /// @param invariant what should hold, always in the same words
    record Complaint(String groupId, String invariant, String what) {}

    void add(String groupId, String invariant, String what) {
        found.add(new Complaint(groupId, invariant, what));
    }

    List<Complaint> found() {
        return found;
    }
}
