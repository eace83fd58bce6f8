package dev.regroup.storage.partition;

/// An idempotent producer as a partition remembers it.
///
/// @param lastSequence of its last record in this epoch; -1 before the first
/// @param lastTimestampMs wall clock when it wrote last, or when the partition was loaded
public record Producer(long producerId, short epoch, int lastSequence, long lastTimestampMs) {}
