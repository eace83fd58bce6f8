package dev.regroup.coordinator;

/// One connection of a client, told apart from all others that there have been since the process
/// began.
public record ConnectionId(long number) {}
