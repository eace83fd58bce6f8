package dev.regroup.coordinator.consumer;

import dev.regroup.coordinator.assign.Partitions;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Partitions that a member has, each with the epoch in which it got it (KIP-1251): a commit of an
/// older epoch cannot be about them. Immutable.
public final class Held {
    public static final Held NOTHING = new Held(new TreeMap<>());

    private final SortedMap<PartitionId, Integer> epochs;
    private final Partitions partitions;

    private Held(SortedMap<PartitionId, Integer> epochs) {
        this.epochs = Collections.unmodifiableSortedMap(epochs);
        Partitions.Builder builder = Partitions.builder();
        epochs.keySet().forEach(each -> builder.add(each.topicId(), each.partition()));
        this.partitions = builder.build();
    }

    public static Held of(SortedMap<PartitionId, Integer> epochs) {
        return epochs.isEmpty() ? NOTHING : new Held(new TreeMap<>(epochs));
    }

    /// @param epoch in which all of them came
    public static Held of(Partitions partitions, int epoch) {
        return NOTHING.plus(partitions, epoch);
    }

    /// Ascending by topic id and partition.
    public SortedMap<PartitionId, Integer> epochs() {
        return epochs;
    }

    public Partitions partitions() {
        return partitions;
    }

    public boolean isEmpty() {
        return epochs.isEmpty();
    }

    public Optional<Integer> epochOf(PartitionId partition) {
        return Optional.ofNullable(epochs.get(partition));
    }

    Held within(Partitions others) {
        return only(each -> others.contains(each.topicId(), each.partition()));
    }

    Held without(Partitions others) {
        return only(each -> !others.contains(each.topicId(), each.partition()));
    }

    private Held only(Predicate<PartitionId> which) {
        SortedMap<PartitionId, Integer> left = new TreeMap<>(epochs);
        left.keySet().removeIf(which.negate());
        return left.size() == epochs.size() ? this : of(left);
    }

    /// @param epoch in which the others came
    Held plus(Partitions others, int epoch) {
        if (others.isEmpty()) {
            return this;
        }
        SortedMap<PartitionId, Integer> all = new TreeMap<>(epochs);
        others.forEach((topic, partition) -> all.put(new PartitionId(topic, partition), epoch));
        return new Held(all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Held that && epochs.equals(that.epochs);
    }

    @Override
    public int hashCode() {
        return epochs.hashCode();
    }

    @Override
    public String toString() {
        return partitions.toString();
    }
}
