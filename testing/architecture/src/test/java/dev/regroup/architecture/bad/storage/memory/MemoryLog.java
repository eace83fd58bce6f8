package dev.regroup.architecture.bad.storage.memory;

/// An implementation that only app may name.
public final class MemoryLog {}
