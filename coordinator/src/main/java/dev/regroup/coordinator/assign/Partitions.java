package dev.regroup.coordinator.assign;

import dev.regroup.coordinator.offset.TopicId;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/// An immutable set of partitions by topic id, compared by content. Whatever walks over it meets
/// the topics in the order of their ids, and of each the partitions ascending.
public final class Partitions {
    public static final Partitions NONE = new Partitions(new TopicId[0], new int[0][]);

    /// Ascending.
    private final TopicId[] topics;

    /// Of each topic: ascending, at least one.
    private final int[][] numbers;

    private Partitions(TopicId[] topics, int[][] numbers) {
        this.topics = topics;
        this.numbers = numbers;
    }

    public static Builder builder() {
        return new Builder();
    }

    public static Partitions of(Map<TopicId, ? extends Collection<Integer>> byTopic) {
        Builder builder = builder();
        byTopic.forEach(
                (topic, partitions) -> partitions.forEach(number -> builder.add(topic, number)));
        return builder.build();
    }

    public boolean isEmpty() {
        return topics.length == 0;
    }

    /// How many partitions there are, of all topics together.
    public int count() {
        int count = 0;
        for (int[] ofTopic : numbers) {
            count += ofTopic.length;
        }
        return count;
    }

    /// The topics of which there is a partition, in the order of their ids.
    public Set<TopicId> topics() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(topics)));
    }

    /// The topic's partitions, ascending; the caller's own array.
    public int[] of(TopicId topic) {
        return numbersOf(topic).clone();
    }

    public boolean contains(TopicId topic, int partition) {
        return SortedInts.contains(numbersOf(topic), partition);
    }

    /// How many others a walk meets before this one; negative if it is not among them.
    public int indexOf(TopicId topic, int partition) {
        int ofTopic = Arrays.binarySearch(topics, topic);
        int index = ofTopic < 0 ? -1 : Arrays.binarySearch(numbers[ofTopic], partition);
        for (int i = 0; index >= 0 && i < ofTopic; i++) {
            index += numbers[i].length;
        }
        return index;
    }

    /// All of both.
    public Partitions plus(Partitions other) {
        return merged(other, SortedInts::union);
    }

    /// Those that are not in the other.
    public Partitions minus(Partitions other) {
        return merged(other, SortedInts::difference);
    }

    /// Those that are in both.
    public Partitions and(Partitions other) {
        return merged(other, SortedInts::intersection);
    }

    public boolean intersects(Partitions other) {
        return !and(other).isEmpty();
    }

    public boolean containsAll(Partitions other) {
        return other.minus(this).isEmpty();
    }

    public void forEach(PartitionVisitor visitor) {
        for (int i = 0; i < topics.length; i++) {
            for (int number : numbers[i]) {
                visitor.visit(topics[i], number);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Partitions that
                        && Arrays.equals(topics, that.topics)
                        && Arrays.deepEquals(numbers, that.numbers));
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(topics) + Arrays.deepHashCode(numbers);
    }

    @Override
    public String toString() {
        StringJoiner joiner = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < topics.length; i++) {
            joiner.add(
                    "%016x%016x=%s"
                            .formatted(
                                    topics[i].mostSignificantBits(),
                                    topics[i].leastSignificantBits(),
                                    Arrays.toString(numbers[i])));
        }
        return joiner.toString();
    }

    private int[] numbersOf(TopicId topic) {
        int index = Arrays.binarySearch(topics, topic);
        return index < 0 ? SortedInts.NONE : numbers[index];
    }

    /// Walks over the topics of both, and puts together what each has of a topic.
    private Partitions merged(Partitions other, BinaryOperator<int[]> operator) {
        TopicId[] mergedTopics = new TopicId[topics.length + other.topics.length];
        int[][] mergedNumbers = new int[mergedTopics.length][];
        int count = 0;
        int i = 0;
        int j = 0;
        while (i < topics.length || j < other.topics.length) {
            int order = compare(i, other, j);
            TopicId topic = order <= 0 ? topics[i] : other.topics[j];
            int[] mine = order <= 0 ? numbers[i++] : SortedInts.NONE;
            int[] theirs = order >= 0 ? other.numbers[j++] : SortedInts.NONE;
            int[] merged = operator.apply(mine, theirs);
            if (merged.length > 0) {
                mergedTopics[count] = topic;
                mergedNumbers[count++] = merged;
            }
        }
        return count == 0
                ? NONE
                : new Partitions(
                        Arrays.copyOf(mergedTopics, count), Arrays.copyOf(mergedNumbers, count));
    }

    /// The order of my topic `i` and the other's topic `j`; beyond the end comes last.
    private int compare(int i, Partitions other, int j) {
        if (i == topics.length) {
            return 1;
        }
        return j == other.topics.length ? -1 : topics[i].compareTo(other.topics[j]);
    }

    /// Gathers partitions in any order; one that is added twice counts once.
    public static final class Builder {
        private final SortedMap<TopicId, Numbers> byTopic = new TreeMap<>();

        private static final class Numbers {
            int[] numbers = new int[4];
            int count;

            void add(int number) {
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * count);
                }
                numbers[count++] = number;
            }
        }

        private Builder() {}

        public Builder add(TopicId topic, int partition) {
            if (partition < 0) {
                throw new IllegalArgumentException("partition " + partition + " of " + topic);
            }
            byTopic.computeIfAbsent(topic, _ -> new Numbers()).add(partition);
            return this;
        }

        public Partitions build() {
            if (byTopic.isEmpty()) {
                return NONE;
            }
            TopicId[] topics = byTopic.keySet().toArray(TopicId[]::new);
            int[][] numbers =
                    byTopic.values().stream()
                            .map(ofTopic -> SortedInts.ofAll(ofTopic.numbers, ofTopic.count))
                            .toArray(int[][]::new);
            return new Partitions(topics, numbers);
        }
    }
}
