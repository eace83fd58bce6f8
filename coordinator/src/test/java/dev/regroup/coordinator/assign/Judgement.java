package dev.regroup.coordinator.assign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.offset.TopicId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// How good an assignment is, found by other means than those of the assignors. Less is better, in
/// the order of the components: `imbalance` is the sum of the squares of the members' counts,
/// `distant` counts the partitions whose owner has no replica in its own rack, `moved` those that
/// did not stay with the member that owned them.
record Judgement(long imbalance, int distant, int moved) implements Comparable<Judgement> {

    record Numbered(TopicId topic, int partition) {}

    @Override
    public int compareTo(Judgement other) {
        if (imbalance != other.imbalance) {
            return Long.compare(imbalance, other.imbalance);
        }
        return distant != other.distant
                ? Integer.compare(distant, other.distant)
                : Integer.compare(moved, other.moved);
    }

    static Judgement of(AssignmentInput input, Map<Numbered, String> owners) {
        Map<Numbered, String> before = ownersBefore(input);
        Map<String, Long> counts = new HashMap<>();
        int distant = 0;
        int moved = 0;
        for (Map.Entry<Numbered, String> entry : owners.entrySet()) {
            counts.merge(entry.getValue(), 1L, Long::sum);
            distant += isNear(input, entry.getKey(), entry.getValue()) ? 0 : 1;
            moved += entry.getValue().equals(before.get(entry.getKey())) ? 0 : 1;
        }
        long imbalance = counts.values().stream().mapToLong(count -> count * count).sum();
        return new Judgement(imbalance, distant, moved);
    }

    static boolean isNear(AssignmentInput input, Numbered partition, String member) {
        TopicInput topic = topic(input, partition.topic);
        return !topic.racks().isEmpty()
                && member(input, member)
                        .rack()
                        .filter(topic.racks().get(partition.partition)::contains)
                        .isPresent();
    }

    /// Who owned what may be owned again; of several the first: static ones by instance id, then
    /// the others by member id.
    static Map<Numbered, String> ownersBefore(AssignmentInput input) {
        Map<Numbered, String> before = new HashMap<>();
        input.members().entrySet().stream()
                .sorted((a, b) -> key(a).compareTo(key(b)))
                .forEach(entry ->
                        entry.getValue()
                                .owned()
                                .forEach((topic, partition) -> {
                                    if (entry.getValue().subscribed().contains(topic)) {
                                        before.putIfAbsent(
                                                new Numbered(topic, partition), entry.getKey());
                                    }
                                }));
        before.keySet().removeIf(p -> topic(input, p.topic).partitions() <= p.partition);
        return before;
    }

    /// What members are ordered by.
    static String key(Map.Entry<String, MemberInput> member) {
        return member.getValue()
                .groupInstanceId()
                .map(id -> "0" + id)
                .orElse("1" + member.getKey());
    }

    /// Who owns each partition, after checking that all members are there, that every partition of
    /// a topic that somebody subscribes to is owned once, by a subscriber, and nothing else is.
    static Map<Numbered, String> checkedOwners(AssignmentInput input, GroupAssignment assignment) {
        assertEquals(input.members().keySet(), assignment.byMember().keySet());
        Map<Numbered, String> owners = new HashMap<>();
        assignment
                .byMember()
                .forEach((member, partitions) ->
                        partitions.forEach((topic, partition) -> {
                            Numbered numbered = new Numbered(topic, partition);
                            String other = owners.put(numbered, member);
                            assertEquals(null, other, "owns it too");
                            assertTrue(
                                    member(input, member).subscribed().contains(topic),
                                    "not subscribed");
                        }));
        assertEquals(subscribedPartitions(input), owners.keySet());
        return owners;
    }

    static Set<Numbered> subscribedPartitions(AssignmentInput input) {
        Set<Numbered> partitions = new HashSet<>();
        for (MemberInput member : input.members().values()) {
            for (TopicId topic : member.subscribed()) {
                for (int i = 0; i < topic(input, topic).partitions(); i++) {
                    partitions.add(new Numbered(topic, i));
                }
            }
        }
        return partitions;
    }

    /// Whether some partition, or chain of partitions, could move such that who receives still owns
    /// less than who gives owned.
    static boolean canBeRelieved(AssignmentInput input, GroupAssignment assignment) {
        for (String giver : assignment.byMember().keySet()) {
            int count = assignment.byMember().getOrDefault(giver, Partitions.NONE).count();
            Set<String> seen = new HashSet<>(Set.of(giver));
            Deque<String> reached = new ArrayDeque<>(Set.of(giver));
            while (!reached.isEmpty()) {
                Partitions owned =
                        assignment.byMember().getOrDefault(reached.remove(), Partitions.NONE);
                for (Map.Entry<String, MemberInput> entry : input.members().entrySet()) {
                    if (owned.topics().stream().anyMatch(entry.getValue().subscribed()::contains)
                            && seen.add(entry.getKey())) {
                        Partitions others =
                                assignment.byMember().getOrDefault(entry.getKey(), Partitions.NONE);
                        if (others.count() + 1 < count) {
                            return true;
                        }
                        reached.add(entry.getKey());
                    }
                }
            }
        }
        return false;
    }

    static MemberInput member(AssignmentInput input, String id) {
        return Objects.requireNonNull(input.members().get(id));
    }

    static TopicInput topic(AssignmentInput input, TopicId id) {
        return Objects.requireNonNull(input.topics().get(id));
    }
}
