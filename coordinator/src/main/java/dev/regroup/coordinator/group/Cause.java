package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ConsumerMember;
import java.util.List;
import java.util.Optional;

/// Why a group changed its state, one sentence for people.
final class Cause {
    private static final int REASON_LENGTH_MAX = 255;
    private static final int NAMES_MAX = 10;

    private Cause() {}

    /// @param reason the client's own words; `""` if it gave none
    static String of(String what, String reason) {
        if (reason.isEmpty()) {
            return what;
        }
        return what
                + ": "
                + (reason.length() > REASON_LENGTH_MAX
                        ? reason.substring(0, REASON_LENGTH_MAX)
                        : reason);
    }

    static String member(MemberView member) {
        return consumer(member.memberId(), member.groupInstanceId());
    }

    static String consumer(ConsumerMember member) {
        return consumer(member.memberId(), member.metadata().groupInstanceId());
    }

    static String consumer(String memberId, Optional<String> groupInstanceId) {
        return groupInstanceId
                .map(id -> "static member %s (instance %s)".formatted(memberId, id))
                .orElseGet(() -> "member " + memberId);
    }

    /// @param member as it is named in other causes
    static String silence(String member, SessionView session, int sessionTimeoutMs) {
        return session.absence()
                .map(absence ->
                        "the connection of %s closed and it did not come back within %d ms"
                                .formatted(member, absence.graceMs()))
                .orElseGet(() ->
                        "the session of %s, %d ms, expired".formatted(member, sessionTimeoutMs));
    }

    static String members(List<String> memberIds) {
        if (memberIds.size() == 1) {
            return "member " + memberIds.getFirst();
        }
        String named =
                String.join(", ", memberIds.subList(0, Math.min(NAMES_MAX, memberIds.size())));
        int unnamed = memberIds.size() - NAMES_MAX;
        return "members " + named + (unnamed > 0 ? " and %d more".formatted(unnamed) : "");
    }

    static String count(int members) {
        return members == 1 ? "1 member" : members + " members";
    }
}
