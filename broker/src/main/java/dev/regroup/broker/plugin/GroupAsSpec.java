package dev.regroup.broker.plugin;

import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.coordinator.assign.AssignmentInput;
import dev.regroup.coordinator.assign.MemberInput;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.offset.TopicId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.api.assignor.GroupSpec;
import org.apache.kafka.coordinator.group.api.assignor.MemberAssignment;
import org.apache.kafka.coordinator.group.api.assignor.MemberSubscription;
import org.apache.kafka.coordinator.group.api.assignor.SubscriptionType;

/// A group as Kafka's plug-ins see it.
final class GroupAsSpec implements GroupSpec {
    private final Map<String, MemberInput> members;
    private final Partitions assigned;

    GroupAsSpec(AssignmentInput input) {
        this.members = input.members();
        Partitions.Builder all = Partitions.builder();
        members.values().forEach(member -> member.owned().forEach(all::add));
        this.assigned = all.build();
    }

    @Override
    public Collection<String> memberIds() {
        return members.keySet();
    }

    @Override
    public SubscriptionType subscriptionType() {
        long different =
                members.values().stream().map(MemberInput::subscribed).distinct().limit(2).count();
        return different < 2 ? SubscriptionType.HOMOGENEOUS : SubscriptionType.HETEROGENEOUS;
    }

    @Override
    public boolean isPartitionAssigned(Uuid topicId, int partition) {
        return assigned.contains(TopicIds.of(topicId), partition);
    }

    /// Only share groups have partitions that may not be given out.
    @Override
    public boolean isPartitionAssignable(Uuid topicId, int partition) {
        return true;
    }

    @Override
    public MemberSubscription memberSubscription(String memberId) {
        MemberInput member = member(memberId);
        Set<Uuid> topics =
                member.subscribed().stream()
                        .map(TopicIds::uuid)
                        .collect(Collectors.toUnmodifiableSet());
        return new Subscription(member.rack(), member.groupInstanceId(), topics);
    }

    private record Subscription(
            Optional<String> rackId, Optional<String> instanceId, Set<Uuid> subscribedTopicIds)
            implements MemberSubscription {}

    /// What it was to have before.
    @Override
    public MemberAssignment memberAssignment(String memberId) {
        Partitions owned = member(memberId).owned();
        Map<Uuid, Set<Integer>> partitions = new HashMap<>();
        for (TopicId topic : owned.topics()) {
            Set<Integer> numbers = new HashSet<>();
            for (int number : owned.of(topic)) {
                numbers.add(number);
            }
            partitions.put(TopicIds.uuid(topic), numbers);
        }
        return new Assignment(partitions);
    }

    private record Assignment(Map<Uuid, Set<Integer>> partitions) implements MemberAssignment {}

    private MemberInput member(String memberId) {
        MemberInput member = members.get(memberId);
        if (member == null) {
            throw new IllegalArgumentException("the group has no member " + memberId);
        }
        return member;
    }
}
