package dev.regroup.simulation;

import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.consumer.CurrentAssignment;
import dev.regroup.coordinator.consumer.Held;
import dev.regroup.coordinator.consumer.PartitionId;
import dev.regroup.coordinator.group.GroupView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether a group of the consumer protocol, as the shard has it, gives no partition to two
/// members, and nobody is ahead of the group.
final class Soundness {
    private Soundness() {}

    static Optional<String> problem(GroupView group) {
        return group.consumers().flatMap(Soundness::problem);
    }

    private static Optional<String> problem(ConsumerGroupView group) {
        if (group.targetEpoch() > group.epoch()) {
            return Optional.of(
                    "assigned for epoch %d, at %d".formatted(group.targetEpoch(), group.epoch()));
        }
        Map<PartitionId, String> owners = new HashMap<>();
        for (String memberId : group.memberIds()) {
            CurrentAssignment current = group.member(memberId).orElseThrow().current();
            if (current.epoch() > group.targetEpoch()) {
                return Optional.of(
                        "member %s is at epoch %d, the assignment at %d"
                                .formatted(memberId, current.epoch(), group.targetEpoch()));
            }
            for (Held held : List.of(current.assigned(), current.pendingRevocation())) {
                for (PartitionId partition : held.epochs().keySet()) {
                    String other = owners.put(partition, memberId);
                    if (other != null) {
                        return Optional.of(
                                "%s is with %s and %s".formatted(partition, other, memberId));
                    }
                }
            }
        }
        return Optional.empty();
    }
}
