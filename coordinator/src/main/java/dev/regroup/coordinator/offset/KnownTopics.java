package dev.regroup.coordinator.offset;

/// The topics that exist, at one moment. Immutable.
public interface KnownTopics {
    /// Whoever has not been told of topics takes all of them to exist.
    KnownTopics ALL = (name, id) -> true;

    /// Whether this very topic exists: one that was created anew under the name of a deleted one is
    /// another.
    ///
    /// @param id [TopicId#NONE] asks for the name alone
    boolean contains(String name, TopicId id);
}
