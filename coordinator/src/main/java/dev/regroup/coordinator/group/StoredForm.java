package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.DurableEvent.GroupStored;
import dev.regroup.coordinator.group.StoredGroup.StoredMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The durable form of a group as it is now.
final class StoredForm {
    private StoredForm() {}

    static GroupStored of(GroupView group) {
        String protocolName = group.protocolName().orElse("");
        List<StoredMember> members = new ArrayList<>(group.memberCount());
        for (MemberView member : group.members()) {
            members.add(
                    new StoredMember(
                            member.memberId(),
                            member.groupInstanceId(),
                            member.client().clientId(),
                            member.client().clientHost(),
                            member.rebalanceTimeoutMs(),
                            member.sessionTimeoutMs(),
                            member.metadata(protocolName),
                            member.assignment()));
        }
        return new GroupStored(
                group.groupId(),
                new StoredGroup(
                        group.protocolType().orElse(""),
                        group.generationId(),
                        group.protocolName(),
                        group.leaderId(),
                        group.stateTimestampMs(),
                        members));
    }

    /// A group that nobody has joined yet.
    static GroupStored ofNew(String groupId, long wallClockMs) {
        return of(groupId, 0, wallClockMs);
    }

    /// A group without members that goes on from a generation.
    static GroupStored of(String groupId, int generationId, long wallClockMs) {
        return new GroupStored(
                groupId,
                new StoredGroup(
                        "",
                        generationId,
                        Optional.empty(),
                        Optional.empty(),
                        wallClockMs,
                        List.of()));
    }
}
