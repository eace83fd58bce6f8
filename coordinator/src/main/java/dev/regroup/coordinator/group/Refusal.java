package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.Optional;

/// Checks that several commands share, and their refusals in words.
final class Refusal {
    private Refusal() {}

    /// Whether the sender is who it claims to be, as every command of a member is checked: a static
    /// member by its instance id first, since a successor may have taken its place (KIP-345).
    static Optional<Rejected> ofMember(
            GroupView group, String memberId, Optional<String> groupInstanceId) {
        if (groupInstanceId.isPresent()) {
            Optional<String> holder = group.staticMemberId(groupInstanceId.get());
            if (holder.isEmpty()) {
                return Optional.of(of(Reason.UNKNOWN_MEMBER_ID, group, memberId));
            }
            if (!holder.get().equals(memberId)) {
                return Optional.of(of(Reason.FENCED_INSTANCE_ID, group, memberId));
            }
        }
        return group.hasMember(memberId)
                ? Optional.empty()
                : Optional.of(of(Reason.UNKNOWN_MEMBER_ID, group, memberId));
    }

    /// As [#ofMember], and whether it knows the present generation.
    static Optional<Rejected> ofGeneration(
            GroupView group, String memberId, Optional<String> groupInstanceId, int generationId) {
        Optional<Rejected> refusal = ofMember(group, memberId, groupInstanceId);
        if (refusal.isPresent() || generationId == group.generationId()) {
            return refusal;
        }
        return Optional.of(
                new Rejected(
                        Reason.ILLEGAL_GENERATION,
                        memberId,
                        "group %s: member %s is at generation %d, expected %d"
                                .formatted(
                                        group.groupId(),
                                        memberId,
                                        generationId,
                                        group.generationId())));
    }

    static Rejected of(Reason reason, GroupView group, String memberId) {
        String what =
                switch (reason) {
                    case UNKNOWN_MEMBER_ID -> "has no member %s";
                    case FENCED_INSTANCE_ID -> "member %s was replaced by another of its instance";
                    case REBALANCE_IN_PROGRESS -> "rebalances; member %s is to join again";
                    case INCONSISTENT_GROUP_PROTOCOL ->
                            "uses a protocol type or strategy that member %s does not share";
                    case NON_EMPTY_GROUP -> "has members%s";
                    case GROUP_MAX_SIZE_REACHED -> "is full; member %s cannot join";
                    case GROUP_NOT_READY ->
                            "moves to the consumer protocol; member %s is to ask again";
                    case INVALID_GROUP_ID,
                            FENCED_MEMBER_EPOCH,
                            STALE_MEMBER_EPOCH,
                            VERSION_WITHOUT_EPOCHS,
                            UNRELEASED_INSTANCE_ID,
                            INVALID_SESSION_TIMEOUT,
                            ILLEGAL_GENERATION,
                            MEMBER_ID_REQUIRED,
                            GROUP_ID_NOT_FOUND,
                            OFFSET_METADATA_TOO_LARGE,
                            GROUP_SUBSCRIBED_TO_TOPIC,
                            UNKNOWN_TOPIC,
                            UNSTABLE_OFFSET_COMMIT,
                            GROUP_DYING,
                            NOT_COORDINATOR ->
                            throw new IllegalStateException("has words of its own: " + reason);
                };
        return new Rejected(
                reason,
                memberId,
                "group %s (%s) ".formatted(group.groupId(), group.state().wireName())
                        + what.formatted(memberId.isEmpty() ? "without id" : memberId));
    }

    static Rejected invalidGroupId(String memberId) {
        return new Rejected(
                Reason.INVALID_GROUP_ID, memberId, "expected a group id, found an empty one");
    }

    static Rejected unknownGroup(Reason reason, String groupId, String memberId) {
        return new Rejected(reason, memberId, "group %s does not exist".formatted(groupId));
    }
}
