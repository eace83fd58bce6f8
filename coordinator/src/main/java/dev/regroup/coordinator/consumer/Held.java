package dev.regroup.coordinator.consumer;

import dev.regroup.coordinator.assign.PartitionVisitor;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.offset.TopicId;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Partitions that a member has, each with the epoch in which it got it (KIP-1251): a commit of an
/// older epoch cannot be about them. Immutable, and small: every member of every group has one.
public final class Held {
    public static final Held NOTHING = new Held(Partitions.NONE, new int[0]);

    private final Partitions partitions;

    /// Of each partition, in the order of a walk over them.
    private final int[] epochs;

    private Held(Partitions partitions, int[] epochs) {
        this.partitions = partitions;
        this.epochs = epochs;
    }

    public static Held of(SortedMap<PartitionId, Integer> epochs) {
        Partitions.Builder partitions = Partitions.builder();
        epochs.keySet().forEach(each -> partitions.add(each.topicId(), each.partition()));
        return new Held(
                partitions.build(), epochs.values().stream().mapToInt(Integer::intValue).toArray());
    }

    /// @param epoch in which all of them came
    public static Held of(Partitions partitions, int epoch) {
        return NOTHING.grownTo(partitions, epoch);
    }

    /// Ascending by topic id and partition; made anew each time.
    public SortedMap<PartitionId, Integer> epochs() {
        SortedMap<PartitionId, Integer> all = new TreeMap<>();
        partitions.forEach((topicId, partition) ->
                all.put(new PartitionId(topicId, partition), epochs[all.size()]));
        return all;
    }

    public Partitions partitions() {
        return partitions;
    }

    public boolean isEmpty() {
        return partitions.isEmpty();
    }

    public Optional<Integer> epochOf(PartitionId partition) {
        int index = partitions.indexOf(partition.topicId(), partition.partition());
        return index < 0 ? Optional.empty() : Optional.of(epochs[index]);
    }

    Held within(Partitions others) {
        return only(partitions.and(others));
    }

    Held without(Partitions others) {
        return only(partitions.minus(others));
    }

    private Held only(Partitions left) {
        return left.count() == epochs.length ? this : with(left, 0);
    }

    /// @param all includes what it is now
    /// @param epoch in which the others came
    Held grownTo(Partitions all, int epoch) {
        return all.count() == epochs.length ? this : with(all, epoch);
    }

    /// @param newEpoch of what it is without now
    private Held with(Partitions others, int newEpoch) {
        if (others.isEmpty()) {
            return NOTHING;
        }
        Walk walk = new Walk(new int[others.count()], newEpoch);
        others.forEach(walk);
        return new Held(others, walk.found);
    }

    /// Gathers the epochs of partitions in the order in which it meets them.
    private final class Walk implements PartitionVisitor {
        private final int[] found;
        private final int newEpoch;
        private int count;

        Walk(int[] found, int newEpoch) {
            this.found = found;
            this.newEpoch = newEpoch;
        }

        @Override
        public void visit(TopicId topicId, int partition) {
            int index = partitions.indexOf(topicId, partition);
            found[count++] = index < 0 ? newEpoch : epochs[index];
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Held that
                        && Arrays.equals(epochs, that.epochs)
                        && partitions.equals(that.partitions));
    }

    @Override
    public int hashCode() {
        return 31 * partitions.hashCode() + Arrays.hashCode(epochs);
    }

    @Override
    public String toString() {
        return partitions.toString();
    }
}
