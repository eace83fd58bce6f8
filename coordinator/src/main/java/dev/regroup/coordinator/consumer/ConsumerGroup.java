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
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The durable state of a group of the consumer protocol: exactly what its events say, in whatever
/// order a compacted log keeps them. Changed by [#apply] only.
public final class ConsumerGroup implements ConsumerGroupView {
    private static final int NO_EPOCH = -1;

    // Most groups are small: their tables start with the least room, and what most groups do not
    // have comes about with the first of it.
    private final Map<String, Known> members = new LinkedHashMap<>(2);

    /// Of ids that no member has: a compacted log may keep a member's other records first.
    private Map<String, Known> strays = Map.of();

    private Map<String, String> staticMemberIds = Map.of();
    private SortedMap<String, ResolvedRegex> regexes = Collections.emptySortedMap();
    private final PartitionOwners owners = new PartitionOwners();
    private int epoch = NO_EPOCH;
    private long metadataHash;
    private int reconciledCount;
    private @Nullable TargetEpochStored target;

    /// What is on record under a member's id.
    private static final class Known {
        final String memberId;
        @Nullable MemberMetadata metadata;
        @Nullable Partitions target;
        @Nullable CurrentAssignment current;

        Known(String memberId) {
            this.memberId = memberId;
        }

        CurrentAssignment current() {
            return current == null ? CurrentAssignment.NOTHING : current;
        }

        boolean isNothing() {
            return metadata == null && target == null && current == null;
        }
    }

    public void apply(ConsumerEvent event) {
        switch (event) {
            case EpochStored e -> storeEpoch(e.epoch(), e.metadataHash());
            case EpochRemoved e -> storeEpoch(NO_EPOCH, 0);
            case MemberStored e -> counted(e.memberId(), () -> storeMember(e));
            case MemberRemoved e -> counted(e.memberId(), () -> removeMember(e.memberId()));
            case TargetEpochStored e -> storeTargetEpoch(e);
            case TargetEpochRemoved e -> storeTargetEpoch(null);
            case TargetStored e -> record(e.memberId()).target = e.partitions();
            case TargetRemoved e -> erase(e.memberId(), known -> known.target = null);
            case CurrentStored e -> counted(e.memberId(), () -> storeCurrent(e));
            case CurrentRemoved e -> counted(e.memberId(), () -> removeCurrent(e.memberId()));
            case RegexStored e -> storeRegex(e);
            case RegexRemoved e -> removeRegex(e.regex());
        }
    }

    private void storeEpoch(int newEpoch, long newHash) {
        epoch = newEpoch;
        metadataHash = newHash;
    }

    private void storeTargetEpoch(@Nullable TargetEpochStored stored) {
        target = stored;
        reconciledCount = (int) members.keySet().stream().filter(this::isReconciled).count();
    }

    /// Changes what is known of a member, and keeps the count of those that are reconciled.
    private void counted(String memberId, Runnable change) {
        boolean before = isReconciled(memberId);
        change.run();
        reconciledCount += (isReconciled(memberId) ? 1 : 0) - (before ? 1 : 0);
    }

    private boolean isReconciled(String memberId) {
        Known member = members.get(memberId);
        return member != null && member.current().isReconciledTo(targetEpoch());
    }

    private @Nullable Known known(String memberId) {
        Known member = members.get(memberId);
        return member == null ? strays.get(memberId) : member;
    }

    /// Where something about an id is to be put down.
    private Known record(String memberId) {
        Known known = known(memberId);
        return known == null ? stray(new Known(memberId)) : known;
    }

    private Known stray(Known known) {
        if (strays.isEmpty()) {
            strays = new HashMap<>(2);
        }
        strays.put(known.memberId, known);
        return known;
    }

    private @Nullable Known takeStray(String memberId) {
        return strays.isEmpty() ? null : strays.remove(memberId);
    }

    private void erase(String memberId, Consumer<Known> part) {
        Known known = known(memberId);
        if (known != null) {
            part.accept(known);
            if (known.isNothing()) {
                takeStray(memberId);
            }
        }
    }

    private void storeCurrent(CurrentStored stored) {
        Known known = record(stored.memberId());
        owners.replace(known.memberId, known.current(), stored.current());
        known.current = stored.current();
    }

    private void removeCurrent(String memberId) {
        owners.replace(memberId, current(memberId), CurrentAssignment.NOTHING);
        erase(memberId, known -> known.current = null);
    }

    private void storeMember(MemberStored stored) {
        Known member = members.get(stored.memberId());
        if (member == null) {
            Known stray = takeStray(stored.memberId());
            member = stray == null ? new Known(stored.memberId()) : stray;
            members.put(member.memberId, member);
        }
        member.metadata = stored.metadata();
        if (stored.metadata().groupInstanceId().isPresent()) {
            if (staticMemberIds.isEmpty()) {
                staticMemberIds = new HashMap<>(2);
            }
            staticMemberIds.put(stored.metadata().groupInstanceId().get(), member.memberId);
        }
    }

    private void removeMember(String memberId) {
        Known member = members.remove(memberId);
        if (member == null) {
            return;
        }
        Optional<String> instanceId = expectMetadata(member).groupInstanceId();
        if (instanceId.isPresent()) {
            staticMemberIds.remove(instanceId.get(), memberId);
        }
        member.metadata = null;
        if (!member.isNothing()) {
            stray(member);
        }
    }

    private void storeRegex(RegexStored stored) {
        if (regexes.isEmpty()) {
            regexes = new TreeMap<>();
        }
        regexes.put(stored.regex(), stored.resolved());
    }

    private void removeRegex(String regex) {
        if (!regexes.isEmpty()) {
            regexes.remove(regex);
        }
    }

    private static MemberMetadata expectMetadata(Known member) {
        return Objects.requireNonNull(member.metadata, "a member that says nothing of itself");
    }

    private CurrentAssignment current(String memberId) {
        Known known = known(memberId);
        return known == null ? CurrentAssignment.NOTHING : known.current();
    }

    /// All ids of which something is on record, ascending.
    private SortedMap<String, Known> byId() {
        SortedMap<String, Known> all = new TreeMap<>(members);
        all.putAll(strays);
        return all;
    }

    /// A group of which nothing is left.
    public boolean isVoid() {
        return epoch == NO_EPOCH
                && target == null
                && members.isEmpty()
                && strays.isEmpty()
                && regexes.isEmpty();
    }

    /// Events that bring this state back, from nothing.
    public List<ConsumerEvent> snapshot() {
        List<ConsumerEvent> events = new ArrayList<>();
        members.forEach((id, each) -> events.add(new MemberStored(id, expectMetadata(each))));
        regexes.forEach((regex, each) -> events.add(new RegexStored(regex, each)));
        if (epoch != NO_EPOCH) {
            events.add(new EpochStored(epoch, metadataHash));
        }
        SortedMap<String, Known> all = byId();
        all.forEach((id, each) -> {
            if (each.target != null) {
                events.add(new TargetStored(id, each.target));
            }
        });
        if (target != null) {
            events.add(target);
        }
        all.forEach((id, each) -> {
            if (each.current != null) {
                events.add(new CurrentStored(id, each.current));
            }
        });
        return events;
    }

    @Override
    public List<ConsumerEvent> removal() {
        List<ConsumerEvent> events = new ArrayList<>();
        SortedMap<String, Known> all = byId();
        all.forEach((id, each) -> {
            if (each.current != null) {
                events.add(new CurrentRemoved(id));
            }
        });
        all.forEach((id, each) -> {
            if (each.target != null) {
                events.add(new TargetRemoved(id));
            }
        });
        members.keySet().forEach(id -> events.add(new MemberRemoved(id)));
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
    public OptionalLong assignedAtMs() {
        return target == null || target.wallClockMs() == TargetEpochStored.NEVER_MS
                ? OptionalLong.empty()
                : OptionalLong.of(target.wallClockMs());
    }

    @Override
    public boolean isReconciled() {
        return reconciledCount == members.size();
    }

    @Override
    public Collection<String> memberIds() {
        return Collections.unmodifiableSet(members.keySet());
    }

    @Override
    public int memberCount() {
        return members.size();
    }

    @Override
    public Optional<ConsumerMember> member(String memberId) {
        Known found = members.get(memberId);
        return found == null
                ? Optional.empty()
                : Optional.of(new ConsumerMember(memberId, expectMetadata(found), found.current()));
    }

    @Override
    public Optional<String> staticMemberId(String groupInstanceId) {
        return Optional.ofNullable(staticMemberIds.get(groupInstanceId));
    }

    @Override
    public Partitions target(String memberId) {
        Known known = known(memberId);
        return known == null || known.target == null ? Partitions.NONE : known.target;
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
