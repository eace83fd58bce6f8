package dev.regroup.coordinator.offset;

/// A topic's 128-bit id; [#NONE] where the committer did not know it.
public record TopicId(long mostSignificantBits, long leastSignificantBits) {
    public static final TopicId NONE = new TopicId(0, 0);
}
