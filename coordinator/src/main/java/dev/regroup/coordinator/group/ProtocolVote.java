package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupCommand.Protocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which strategy a group uses, as Kafka lets it be chosen.
final class ProtocolVote {
    private ProtocolVote() {}

    /// Whether the group could still agree on a strategy if somebody with these joined.
    static boolean couldAgree(GroupView group, String protocolType, List<Protocol> protocols) {
        if (group.state() == GroupState.EMPTY) {
            return isUsable(protocolType, protocols);
        }
        return group.protocolType().filter(protocolType::equals).isPresent()
                && protocols.stream()
                        .anyMatch(protocol ->
                                group.supportOf(protocol.name()) == group.memberCount());
    }

    static boolean isUsable(String protocolType, List<Protocol> protocols) {
        return !protocolType.isEmpty() && !protocols.isEmpty();
    }

    /// Each member votes for the first on its list that all members can do; the most votes win, and
    /// among equals the one voted for first.
    static String winner(GroupView group) {
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (MemberView member : group.members()) {
            votes.merge(favourite(group, member), 1, Integer::sum);
        }
        String winner = "";
        int most = 0;
        for (Map.Entry<String, Integer> candidate : votes.entrySet()) {
            if (candidate.getValue() > most) {
                winner = candidate.getKey();
                most = candidate.getValue();
            }
        }
        return winner;
    }

    private static String favourite(GroupView group, MemberView member) {
        for (Protocol protocol : member.protocols()) {
            if (group.supportOf(protocol.name()) == group.memberCount()) {
                return protocol.name();
            }
        }
        throw new IllegalStateException(
                "group %s: member %s has no protocol in common with the others"
                        .formatted(group.groupId(), member.memberId()));
    }
}
