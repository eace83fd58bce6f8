package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import java.util.List;
import java.util.Optional;

/// The durable part of a classic group (GroupMetadataValue): what a restart brings back.
///
/// @param protocolType `""` for a group that only holds offsets
/// @param protocolName absent while the group is empty
/// @param leaderId absent while the group is empty
/// @param currentStateTimestampMs wall clock when it entered its present state
/// @param members in the order they joined
public record StoredGroup(
        String protocolType,
        int generationId,
        Optional<String> protocolName,
        Optional<String> leaderId,
        long currentStateTimestampMs,
        List<StoredMember> members) {
    public StoredGroup {
        members = List.copyOf(members);
    }

    /// @param subscription the metadata for the chosen protocol
    public record StoredMember(
            String memberId,
            Optional<String> groupInstanceId,
            String clientId,
            String clientHost,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs,
            Bytes subscription,
            Bytes assignment) {}
}
