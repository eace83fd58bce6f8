package dev.regroup.coordinator;

import java.util.Optional;

/// What comes with every command.
///
/// @param wallClockMs milliseconds since 1970, for what is stored (commit times, retention); may
///   jump
/// @param monotonicMs milliseconds that only grow, from any origin, for deadlines
/// @param connection on which it came, if it is what a member asks for itself; absent for all else
public record Envelope(long wallClockMs, long monotonicMs, Optional<ConnectionId> connection) {
    public Envelope(long wallClockMs, long monotonicMs) {
        this(wallClockMs, monotonicMs, Optional.empty());
    }
}
