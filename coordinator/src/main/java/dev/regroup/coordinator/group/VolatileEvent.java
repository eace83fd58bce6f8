package dev.regroup.coordinator.group;

/// What need not survive a restart: applied like every event, never logged.
public sealed interface VolatileEvent extends GroupEvent {
    record Placeholder(String groupId) implements VolatileEvent {}
}
