package dev.regroup.coordinator.assign;

import dev.regroup.coordinator.offset.TopicId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What an assignor goes by: the members by their ids, and the topics that they subscribe to. The
/// maps keep the order in which they were given, and assignors do not go by it.
public record AssignmentInput(Map<String, MemberInput> members, Map<TopicId, TopicInput> topics) {
    public AssignmentInput {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        topics = Collections.unmodifiableMap(new LinkedHashMap<>(topics));
        requireSubscribedTopics(members, topics);
    }

    private static void requireSubscribedTopics(
            Map<String, MemberInput> members, Map<TopicId, TopicInput> topics) {
        members.forEach((memberId, member) -> {
            for (TopicId topic : member.subscribed()) {
                if (!topics.containsKey(topic)) {
                    throw new IllegalArgumentException(
                            "member %s subscribes to %s, which is not among the topics"
                                    .formatted(memberId, topic));
                }
            }
        });
    }
}
