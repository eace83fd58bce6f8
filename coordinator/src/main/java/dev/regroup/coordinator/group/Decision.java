package dev.regroup.coordinator.group;

import dev.regroup.coordinator.ReplyToken;
import java.util.List;
import java.util.Set;

/// What came of one command. Its events have been applied already.
///
/// @param durable to be logged as one atomic unit, in this order
/// @param replies each may leave once everything logged so far for the group it names is durable
/// @param effects to be carried out; they rest on nothing durable and may start at once
/// @param notices what happened to groups, for people
public record Decision(
        List<DurableEvent> durable,
        List<Addressed> replies,
        List<Effect> effects,
        List<Notice> notices) {
    public Decision {
        effects = List.copyOf(effects);
        durable = List.copyOf(durable);
        replies = List.copyOf(replies);
        notices = List.copyOf(notices);
    }

    /// @param groupIds the groups whose state the reply rests on
    public record Addressed(ReplyToken token, Set<String> groupIds, GroupReply reply) {
        public Addressed {
            groupIds = Set.copyOf(groupIds);
        }
    }

    /// A group changed its state, and why.
    ///
    /// @param cause one sentence, for example `member c-1 left: the consumer is being closed`
    public record Notice(
            String groupId,
            GroupState from,
            GroupState to,
            int generationId,
            int members,
            String cause) {}
}
