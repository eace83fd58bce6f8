package dev.regroup.compat;

import java.util.List;

/// @param endedMs when the member was dead, if it was killed; else [Long#MAX_VALUE]
record MemberHistory(String name, List<MemberEvent> events, long endedMs) {
    MemberHistory {
        events = List.copyOf(events);
    }
}
