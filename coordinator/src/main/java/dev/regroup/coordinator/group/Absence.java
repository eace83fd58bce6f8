package dev.regroup.coordinator.group;

/// A member whose connection has closed, as long as it has not come back on another.
///
/// @param sinceMs monotonic time when it closed
/// @param graceMs how long the member has to come back
public record Absence(long sinceMs, long graceMs) {
    static final int GRACE_MIN_MS = 5_000;
    private static final int GAPS_OF_GRACE = 2;
    private static final int GRACE_BEYOND_GAPS_MS = 1_000;

    /// A client looks for its coordinator when its next heartbeat is due, or when an answer fails
    /// to come: it is given two of its gaps, and a moment.
    ///
    /// @param sessionLeftMs after which it would be expired anyway
    static Absence of(long nowMs, long heartbeatGapMs, long sessionLeftMs) {
        long graceMs =
                Math.max(GRACE_MIN_MS, GAPS_OF_GRACE * heartbeatGapMs + GRACE_BEYOND_GAPS_MS);
        return new Absence(nowMs, Math.min(graceMs, sessionLeftMs));
    }
}
