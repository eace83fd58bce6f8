package dev.regroup.coordinator.consumer;

import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ConsumerEvent.CurrentRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.CurrentStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.EpochRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.EpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.MemberRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.MemberStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.RegexRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.RegexStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.ResolvedRegex;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetEpochRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetEpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetStored;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The durable state of a group of the consumer protocol: exactly what its events say, in whatever
/// order a compacted log keeps them. Changed by [#apply] only.
public final class ConsumerGroup implements ConsumerGroupView {
    private static final int NO_EPOCH = -1;

    private final Map<String, MemberMetadata> metadata = new LinkedHashMap<>();
    private final Map<String, Partitions> targets = new HashMap<>();
    private final Map<String, CurrentAssignment> currents = new HashMap<>();
    private final Map<String, String> staticMemberIds = new HashMap<>();
    private final SortedMap<String, ResolvedRegex> regexes = new TreeMap<>();
    private final PartitionOwners owners = new PartitionOwners();
    private int epoch = NO_EPOCH;
    private long metadataHash;
    private int reconciledCount;
    private @Nullable TargetEpochStored target;

    public void apply(ConsumerEvent event) {
        switch (event) {
            case EpochStored e -> storeEpoch(e.epoch(), e.metadataHash());
            case EpochRemoved e -> storeEpoch(NO_EPOCH, 0);
            case MemberStored e -> counted(e.memberId(), () -> storeMember(e));
            case MemberRemoved e -> counted(e.memberId(), () -> removeMember(e.memberId()));
            case TargetEpochStored e -> storeTargetEpoch(e);
            case TargetEpochRemoved e -> storeTargetEpoch(null);
            case TargetStored e -> targets.put(e.memberId(), e.partitions());
            case TargetRemoved e -> targets.remove(e.memberId());
            case CurrentStored e -> counted(e.memberId(), () -> storeCurrent(e));
            case CurrentRemoved e -> counted(e.memberId(), () -> removeCurrent(e.memberId()));
            case RegexStored e -> regexes.put(e.regex(), e.resolved());
            case RegexRemoved e -> regexes.remove(e.regex());
        }
    }

    private void storeEpoch(int newEpoch, long newHash) {
        epoch = newEpoch;
        metadataHash = newHash;
    }

    private void storeTargetEpoch(@Nullable TargetEpochStored stored) {
        target = stored;
        reconciledCount = (int) metadata.keySet().stream().filter(this::isReconciled).count();
    }

    /// Changes what is known of a member, and keeps the count of those that are reconciled.
    private void counted(String memberId, Runnable change) {
        boolean before = isReconciled(memberId);
        change.run();
        reconciledCount += (isReconciled(memberId) ? 1 : 0) - (before ? 1 : 0);
    }

    private boolean isReconciled(String memberId) {
        return metadata.containsKey(memberId) && current(memberId).isReconciledTo(targetEpoch());
    }

    private void storeCurrent(CurrentStored stored) {
        owners.replace(stored.memberId(), current(stored.memberId()), stored.current());
        currents.put(stored.memberId(), stored.current());
    }

    private void removeCurrent(String memberId) {
        owners.replace(memberId, current(memberId), CurrentAssignment.NOTHING);
        currents.remove(memberId);
    }

    private void storeMember(MemberStored stored) {
        metadata.put(stored.memberId(), stored.metadata());
        stored.metadata()
                .groupInstanceId()
                .ifPresent(id -> staticMemberIds.put(id, stored.memberId()));
    }

    private void removeMember(String memberId) {
        MemberMetadata removed = metadata.remove(memberId);
        if (removed != null) {
            removed.groupInstanceId().ifPresent(id -> staticMemberIds.remove(id, memberId));
        }
    }

    private CurrentAssignment current(String memberId) {
        return currents.getOrDefault(memberId, CurrentAssignment.NOTHING);
    }

    /// A group of which nothing is left.
    public boolean isVoid() {
        return epoch == NO_EPOCH
                && target == null
                && metadata.isEmpty()
                && targets.isEmpty()
                && currents.isEmpty()
                && regexes.isEmpty();
    }

    /// Events that bring this state back, from nothing.
    public List<ConsumerEvent> snapshot() {
        List<ConsumerEvent> events = new ArrayList<>();
        metadata.forEach((id, each) -> events.add(new MemberStored(id, each)));
        regexes.forEach((regex, each) -> events.add(new RegexStored(regex, each)));
        if (epoch != NO_EPOCH) {
            events.add(new EpochStored(epoch, metadataHash));
        }
        new TreeMap<>(targets).forEach((id, each) -> events.add(new TargetStored(id, each)));
        if (target != null) {
            events.add(target);
        }
        new TreeMap<>(currents).forEach((id, each) -> events.add(new CurrentStored(id, each)));
        return events;
    }

    @Override
    public List<ConsumerEvent> removal() {
        List<ConsumerEvent> events = new ArrayList<>();
        new TreeMap<>(currents).keySet().forEach(id -> events.add(new CurrentRemoved(id)));
        new TreeMap<>(targets).keySet().forEach(id -> events.add(new TargetRemoved(id)));
        metadata.keySet().forEach(id -> events.add(new MemberRemoved(id)));
        regexes.keySet().forEach(regex -> events.add(new RegexRemoved(regex)));
        if (target != null) {
            events.add(new TargetEpochRemoved());
        }
        if (epoch != NO_EPOCH) {
            events.add(new EpochRemoved());
        }
        return events;
    }

    @Override
    public int epoch() {
        return Math.max(epoch, 0);
    }

    @Override
    public long metadataHash() {
        return metadataHash;
    }

    @Override
    public int targetEpoch() {
        return target == null ? 0 : target.epoch();
    }

    @Override
    public boolean isReconciled() {
        return reconciledCount == metadata.size();
    }

    @Override
    public Collection<String> memberIds() {
        return Collections.unmodifiableSet(metadata.keySet());
    }

    @Override
    public int memberCount() {
        return metadata.size();
    }

    @Override
    public Optional<ConsumerMember> member(String memberId) {
        MemberMetadata found = metadata.get(memberId);
        return found == null
                ? Optional.empty()
                : Optional.of(new ConsumerMember(memberId, found, current(memberId)));
    }

    @Override
    public Optional<String> staticMemberId(String groupInstanceId) {
        return Optional.ofNullable(staticMemberIds.get(groupInstanceId));
    }

    @Override
    public Partitions target(String memberId) {
        return targets.getOrDefault(memberId, Partitions.NONE);
    }

    @Override
    public PartitionOwners owners() {
        return owners;
    }

    @Override
    public SortedMap<String, ResolvedRegex> regexes() {
        return Collections.unmodifiableSortedMap(regexes);
    }
}
