package dev.regroup.coordinator.consumer;

import dev.regroup.coordinator.assign.Partitions;

/// What a member is to have once it is at an epoch.
public record Target(int epoch, Partitions partitions) {}
