package dev.regroup.coordinator.group;

/// The earliest entry of a deadline queue whose time has come.
///
/// @param memberId whose session or heartbeat; `""` for a rebalance's phase
/// @param reached false if the deadline has been put off or dropped since it was queued: there is
///   nothing to do but to take it
record DueDeadline(Kind kind, String groupId, String memberId, boolean reached) {
    enum Kind {
        /// A rebalance's join or sync phase ends.
        PHASE,
        /// A member, or a pending one, was not heard of for its session timeout.
        SESSION,
        /// A heartbeat's answer has been held for long enough.
        HOLD,
        /// Offsets are to be looked at that may have expired: of all groups, so that none is named.
        EXPIRY
    }
}
