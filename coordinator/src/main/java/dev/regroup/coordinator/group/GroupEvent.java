package dev.regroup.coordinator.group;

/// What changed in the groups of a shard; the only thing that changes their state.
public sealed interface GroupEvent permits DurableEvent, VolatileEvent {
    String groupId();
}
