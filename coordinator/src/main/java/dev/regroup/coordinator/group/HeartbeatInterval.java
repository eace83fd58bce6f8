package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupCommand.ConsumerPace;

/// How soon a member is to be heard of again: at once while something goes on, and ever less often
/// while nothing does. Never more than a third of its session.
final class HeartbeatInterval {
    static final int DOUBLINGS_MAX = 16;
    private static final int BEATS_PER_SESSION = 3;
    private static final int JITTER_PARTS = 10;
    private static final int SPREAD = 101;

    private HeartbeatInterval() {}

    /// @param quietBeats heartbeats since there was something new
    /// @param memberId spreads members over a tenth of the interval, so that they do not all come
    ///   at the same time
    static int of(ConsumerPace pace, int quietBeats, String memberId) {
        int longestMs = Math.max(1, pace.sessionTimeoutMs() / BEATS_PER_SESSION);
        if (pace.heartbeatFloorMs() == pace.heartbeatStableMs()) {
            return Math.min(pace.heartbeatFloorMs(), longestMs);
        }
        long intervalMs =
                Math.min(
                        (long) pace.heartbeatFloorMs() << Math.min(quietBeats, DOUBLINGS_MAX),
                        pace.heartbeatStableMs());
        long part = Math.floorMod(memberId.hashCode() * 31 + quietBeats, SPREAD);
        long jitterMs = intervalMs * part / (JITTER_PARTS * (SPREAD - 1));
        return (int) Math.min(intervalMs + jitterMs, longestMs);
    }
}
