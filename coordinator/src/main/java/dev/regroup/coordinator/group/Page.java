package dev.regroup.coordinator.group;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A bounded piece of a walk over a shard's groups, ascending by id.
///
/// @param next where to go on from, absent at the end
record Page(List<GroupView> groups, Optional<String> next) {
    Page {
        groups = List.copyOf(groups);
    }

    /// At most `countMax` groups with ids above `after`; the group `""`, which sorts first, comes
    /// on top, so that no page ends with the id that means the start.
    static Page of(GroupsView all, String after, int countMax) {
        if (countMax < 1) {
            throw new IllegalArgumentException(
                    "expected to look at 1 group at least, found " + countMax);
        }
        List<GroupView> groups = new ArrayList<>();
        String last = "";
        int counted = 0;
        for (GroupView group : all.after(after).values()) {
            if (counted == countMax) {
                return new Page(groups, Optional.of(last));
            }
            groups.add(group);
            last = group.groupId();
            counted += last.isEmpty() ? 0 : 1;
        }
        return new Page(groups, Optional.empty());
    }

    Set<String> groupIds() {
        Set<String> ids = new LinkedHashSet<>();
        groups.forEach(group -> ids.add(group.groupId()));
        return ids;
    }
}
