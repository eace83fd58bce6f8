package dev.regroup.coordinator.group;

import dev.regroup.coordinator.ReplyToken;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A member's heartbeat that is not answered before there is something to tell, if it has one: one
/// at most. Changed by [EventApplier] only.
final class HeldHeartbeat {
    private final Deadline deadline;
    private @Nullable ReplyToken token;
    boolean isImpatient;

    HeldHeartbeat(String groupId, String memberId) {
        this.deadline = new Deadline(groupId, memberId);
    }

    void hold(ReplyToken heartbeat, long untilMs, Deadlines deadlines) {
        assert token == null : "a second heartbeat of " + deadline.memberId + " is held";
        token = heartbeat;
        deadlines.setHold(deadline, untilMs);
    }

    void release(Deadlines deadlines) {
        token = null;
        deadlines.clearHold(deadline);
    }

    Optional<ReplyToken> token() {
        return Optional.ofNullable(token);
    }
}
