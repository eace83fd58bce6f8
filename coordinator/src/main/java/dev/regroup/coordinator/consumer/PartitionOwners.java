package dev.regroup.coordinator.consumer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which member has which partition, in use or not given up yet: only a partition without an owner
/// may be given to somebody.
public final class PartitionOwners {
    private final Map<PartitionId, String> owners = new HashMap<>();

    public Optional<String> of(PartitionId partition) {
        return Optional.ofNullable(owners.get(partition));
    }

    void replace(String memberId, CurrentAssignment before, CurrentAssignment after) {
        release(memberId, before.assigned());
        release(memberId, before.pendingRevocation());
        take(memberId, after.assigned());
        take(memberId, after.pendingRevocation());
    }

    private void release(String memberId, Held held) {
        held.epochs().keySet().forEach(each -> owners.remove(each, memberId));
    }

    private void take(String memberId, Held held) {
        held.epochs().keySet().forEach(each -> owners.put(each, memberId));
    }
}
