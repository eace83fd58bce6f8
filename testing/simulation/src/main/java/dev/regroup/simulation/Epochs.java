package dev.regroup.simulation;

import dev.regroup.coordinator.consumer.ConsumerEvent;
import dev.regroup.coordinator.consumer.ConsumerEvent.CurrentRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.CurrentStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.EpochRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.EpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.MemberRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.MemberStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.RegexRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.RegexStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetEpochRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetEpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetStored;
import dev.regroup.coordinator.group.DurableEvent;
import dev.regroup.coordinator.group.DurableEvent.ConsumerChanged;
import dev.regroup.coordinator.group.DurableEvent.GroupRemoved;
import dev.regroup.coordinator.group.DurableEvent.GroupStored;
import dev.regroup.coordinator.group.DurableEvent.OffsetPending;
import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetStored;
import dev.regroup.coordinator.group.DurableEvent.TransactionEnded;
import java.util.HashMap;
import java.util.Map;

/// In a log, neither generations nor epochs go back as long as their group or member is there, and
/// no target is computed for an epoch that is still to come.
final class Epochs {
    private static final String INVARIANT = "epochs never go back";

    private final Complaints complaints;
    private final Map<String, Integer> generations = new HashMap<>();
    private final Map<String, Integer> groupEpochs = new HashMap<>();
    private final Map<String, Integer> targetEpochs = new HashMap<>();
    private final Map<Member, Integer> memberEpochs = new HashMap<>();

    private record Member(String groupId, String memberId) {}

    Epochs(Complaints complaints) {
        this.complaints = complaints;
    }

    void check(DurableEvent event) {
        switch (event) {
            case GroupStored stored ->
                    rise(
                            stored.groupId(),
                            generations,
                            stored.groupId(),
                            stored.group().generationId());
            case GroupRemoved removed -> generations.remove(removed.groupId());
            case ConsumerChanged changed -> check(changed.groupId(), changed.event());
            case OffsetStored ignored -> {}
            case OffsetRemoved ignored -> {}
            case OffsetPending ignored -> {}
            case TransactionEnded ignored -> {}
        }
    }

    private void check(String groupId, ConsumerEvent event) {
        switch (event) {
            case EpochStored stored -> rise(groupId, groupEpochs, groupId, stored.epoch());
            case EpochRemoved ignored -> groupEpochs.remove(groupId);
            case TargetEpochStored stored -> {
                rise(groupId, targetEpochs, groupId, stored.epoch());
                if (stored.epoch() > groupEpochs.getOrDefault(groupId, 0)) {
                    complaints.add(groupId, INVARIANT, "a target for %s".formatted(stored));
                }
            }
            case TargetEpochRemoved ignored -> targetEpochs.remove(groupId);
            case CurrentStored stored -> {
                if (!stored.current().isAway()) {
                    rise(
                            groupId,
                            memberEpochs,
                            new Member(groupId, stored.memberId()),
                            stored.current().epoch());
                }
            }
            case CurrentRemoved removed ->
                    memberEpochs.remove(new Member(groupId, removed.memberId()));
            case MemberStored ignored -> {}
            case MemberRemoved ignored -> {}
            case TargetStored ignored -> {}
            case TargetRemoved ignored -> {}
            case RegexStored ignored -> {}
            case RegexRemoved ignored -> {}
        }
    }

    private <K> void rise(String groupId, Map<K, Integer> known, K key, int epoch) {
        Integer before = known.put(key, epoch);
        if (before != null && epoch < before) {
            complaints.add(groupId, INVARIANT, "%s: %d after %d".formatted(key, epoch, before));
        }
    }
}
