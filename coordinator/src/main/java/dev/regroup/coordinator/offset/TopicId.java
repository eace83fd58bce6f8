package dev.regroup.coordinator.offset;

/// A topic's 128-bit id, ordered as its bytes are; [#NONE] where the committer did not know it.
public record TopicId(long mostSignificantBits, long leastSignificantBits)
        implements Comparable<TopicId> {
    public static final TopicId NONE = new TopicId(0, 0);

    @Override
    public int compareTo(TopicId other) {
        int most = Long.compareUnsigned(mostSignificantBits, other.mostSignificantBits);
        return most != 0
                ? most
                : Long.compareUnsigned(leastSignificantBits, other.leastSignificantBits);
    }
}
