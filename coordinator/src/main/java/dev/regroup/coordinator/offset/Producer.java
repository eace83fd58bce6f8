package dev.regroup.coordinator.offset;

/// A transactional producer, as its batches name it.
public record Producer(long id, short epoch) {}
