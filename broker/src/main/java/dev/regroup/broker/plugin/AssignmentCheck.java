package dev.regroup.broker.plugin;

import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.coordinator.assign.AssignmentInput;
import dev.regroup.coordinator.assign.GroupAssignment;
import dev.regroup.coordinator.assign.MemberInput;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.assign.TopicInput;
import dev.regroup.coordinator.offset.TopicId;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.api.assignor.MemberAssignment;
import org.jspecify.annotations.Nullable;

/// Takes a plug-in's assignment over if it gives partitions that there are, each to one member, who
/// subscribes to it. It need not give all of them.
final class AssignmentCheck {
    private final AssignmentInput input;
    private final Map<TopicId, BitSet> given = new HashMap<>();

    AssignmentCheck(AssignmentInput input) {
        this.input = input;
    }

    GroupAssignment checked(
            org.apache.kafka.coordinator.group.api.assignor.@Nullable GroupAssignment assignment) {
        if (assignment == null || assignment.members() == null) {
            throw new InvalidAssignmentException("expected an assignment, found none");
        }
        Map<String, Partitions> byMember = new LinkedHashMap<>();
        assignment.members().forEach((memberId, own) -> byMember.put(memberId, own(memberId, own)));
        input.members().keySet().forEach(id -> byMember.putIfAbsent(id, Partitions.NONE));
        return new GroupAssignment(byMember);
    }

    private Partitions own(String memberId, @Nullable MemberAssignment assignment) {
        MemberInput member = input.members().get(memberId);
        if (member == null) {
            throw new InvalidAssignmentException(
                    "something is given to %s, which is not a member".formatted(memberId));
        }
        if (assignment == null || assignment.partitions() == null) {
            throw new InvalidAssignmentException(
                    "expected partitions of member %s, found none".formatted(memberId));
        }
        Partitions.Builder own = Partitions.builder();
        assignment
                .partitions()
                .forEach((topicId, numbers) -> add(memberId, member, topicId, numbers, own));
        return own.build();
    }

    private void add(
            String memberId,
            MemberInput member,
            Uuid topicId,
            Collection<Integer> numbers,
            Partitions.Builder own) {
        TopicId id = TopicIds.of(topicId);
        TopicInput topic = input.topics().get(id);
        if (topic == null || !member.subscribed().contains(id)) {
            throw new InvalidAssignmentException(
                    "member %s is given topic %s, to which it does not subscribe"
                            .formatted(memberId, topic == null ? topicId : topic.name()));
        }
        BitSet taken = given.computeIfAbsent(id, any -> new BitSet(topic.partitions()));
        for (int number : numbers) {
            if (number < 0 || number >= topic.partitions()) {
                throw new InvalidAssignmentException(
                        "member %s is given %s-%d, which does not exist"
                                .formatted(memberId, topic.name(), number));
            }
            if (taken.get(number)) {
                throw new InvalidAssignmentException(
                        "member %s is given %s-%d, which is given to another as well"
                                .formatted(memberId, topic.name(), number));
            }
            taken.set(number);
            own.add(id, number);
        }
    }
}
