package dev.regroup.architecture.bad.broker.plugin;

import org.apache.kafka.coordinator.group.api.assignor.GroupSpec;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;

/// Plug-ins have nothing to do with records of groups.
final class NosyPlugin {
    OffsetCommitKey of(GroupSpec group) {
        return new OffsetCommitKey().setGroup(String.join(",", group.memberIds()));
    }
}
