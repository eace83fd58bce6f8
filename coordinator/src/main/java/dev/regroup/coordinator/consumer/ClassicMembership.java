package dev.regroup.coordinator.consumer;

import dev.regroup.coordinator.Bytes;
import java.util.List;

/// What a member says that speaks the classic protocol to a group of the consumer protocol
/// (ConsumerGroupMemberMetadataValue, "ClassicMemberMetadata").
///
/// @param protocols the strategies it can do, most preferred first; at least one
public record ClassicMembership(int sessionTimeoutMs, List<ClassicProtocol> protocols) {
    public ClassicMembership {
        protocols = List.copyOf(protocols);
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("a classic member without a strategy");
        }
    }

    public record ClassicProtocol(String name, Bytes metadata) {}

    /// The strategy that it is told the group uses.
    public String protocolName() {
        return protocols.getFirst().name();
    }

    public boolean supports(String protocolName) {
        return protocols.stream().anyMatch(each -> each.name().equals(protocolName));
    }
}
