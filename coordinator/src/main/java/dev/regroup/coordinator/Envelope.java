package dev.regroup.coordinator;

/// What comes with every command.
///
/// @param wallClockMs milliseconds since 1970, for what is stored (commit times, retention); may
///   jump
/// @param monotonicMs milliseconds that only grow, from any origin, for deadlines
public record Envelope(long wallClockMs, long monotonicMs) {}
