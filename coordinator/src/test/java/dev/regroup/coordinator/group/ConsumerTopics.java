package dev.regroup.coordinator.group;

import dev.regroup.coordinator.assign.AssignmentInput;
import dev.regroup.coordinator.assign.MemberInput;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.assign.TopicInput;
import dev.regroup.coordinator.group.Effect.ComputeAssignment;
import dev.regroup.coordinator.offset.TopicId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The topics of a [ConsumerScenario].
final class ConsumerTopics {
    private final Map<String, Topic> topics = new TreeMap<>();
    private int lastTopic;

    private record Topic(TopicId id, int partitions) {}

    /// It comes, or grows.
    void put(String name, int partitions) {
        TopicId id = find(name).map(Topic::id).orElseGet(() -> new TopicId(7, ++lastTopic));
        topics.put(name, new Topic(id, partitions));
    }

    void remove(String name) {
        topics.remove(name);
    }

    boolean has(String name) {
        return topics.containsKey(name);
    }

    /// [TopicId#NONE] for one that is not there.
    TopicId id(String name) {
        return find(name).map(Topic::id).orElse(TopicId.NONE);
    }

    /// 0 for one that is not there.
    int partitions(String name) {
        return find(name).map(Topic::partitions).orElse(0);
    }

    void addPartitions(Collection<String> names, Partitions.Builder all) {
        for (String name : names) {
            for (int i = 0; i < partitions(name); i++) {
                all.add(id(name), i);
            }
        }
    }

    /// What an assignor is given, with the topics as they are now.
    AssignmentInput input(ComputeAssignment what) {
        Map<TopicId, TopicInput> inputs = new LinkedHashMap<>();
        Map<String, MemberInput> members = new LinkedHashMap<>();
        for (var member : what.members()) {
            Set<TopicId> subscribed = new LinkedHashSet<>();
            for (String name : member.topicNames()) {
                if (has(name)) {
                    subscribed.add(id(name));
                    inputs.put(id(name), new TopicInput(name, partitions(name), List.of()));
                }
            }
            members.put(
                    member.memberId(),
                    new MemberInput(
                            member.rackId(),
                            member.groupInstanceId(),
                            subscribed,
                            member.target()));
        }
        return new AssignmentInput(members, inputs);
    }

    private Optional<Topic> find(String name) {
        return Optional.ofNullable(topics.get(name));
    }
}
