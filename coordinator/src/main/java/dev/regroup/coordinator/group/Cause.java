package dev.regroup.coordinator.group;

import java.util.List;

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
        return member.groupInstanceId()
                .map(id -> "static member %s (instance %s)".formatted(member.memberId(), id))
                .orElseGet(() -> "member " + member.memberId());
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
