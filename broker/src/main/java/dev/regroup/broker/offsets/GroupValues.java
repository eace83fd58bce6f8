package dev.regroup.broker.offsets;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.group.StoredGroup;
import dev.regroup.coordinator.group.StoredGroup.StoredMember;
import java.util.Optional;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue.MemberMetadata;

/// A group's durable part as GroupMetadataValue, and back.
final class GroupValues {
    private GroupValues() {}

    static GroupMetadataValue group(StoredGroup group) {
        return new GroupMetadataValue()
                .setProtocolType(group.protocolType())
                .setGeneration(group.generationId())
                .setProtocol(group.protocolName().orElse(null))
                .setLeader(group.leaderId().orElse(null))
                .setCurrentStateTimestamp(group.currentStateTimestampMs())
                .setMembers(group.members().stream().map(GroupValues::member).toList());
    }

    static StoredGroup group(GroupMetadataValue value) {
        return new StoredGroup(
                value.protocolType(),
                value.generation(),
                Optional.ofNullable(value.protocol()),
                Optional.ofNullable(value.leader()),
                value.currentStateTimestamp(),
                value.members().stream().map(GroupValues::member).toList());
    }

    private static MemberMetadata member(StoredMember member) {
        return new MemberMetadata()
                .setMemberId(member.memberId())
                .setGroupInstanceId(member.groupInstanceId().orElse(null))
                .setClientId(member.clientId())
                .setClientHost(member.clientHost())
                .setRebalanceTimeout(member.rebalanceTimeoutMs())
                .setSessionTimeout(member.sessionTimeoutMs())
                .setSubscription(member.subscription().toArray())
                .setAssignment(member.assignment().toArray());
    }

    private static StoredMember member(MemberMetadata value) {
        return new StoredMember(
                value.memberId(),
                Optional.ofNullable(value.groupInstanceId()),
                value.clientId(),
                value.clientHost(),
                value.rebalanceTimeout(),
                value.sessionTimeout(),
                Bytes.copyOf(value.subscription()),
                Bytes.copyOf(value.assignment()));
    }
}
