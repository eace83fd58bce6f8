package dev.regroup.coordinator.assign;

import dev.regroup.coordinator.offset.TopicId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A group in few words, and its assignment in as few:
///
/// ```
/// sketch().topic("a", 2).topic("b", "r1 r2", "r2").member("m1", "a b").rack("m1", "r1")
///         .owns("m1", "a0 b1").assign("range")    // "m1: a0 b0 | m2: a1 b1"
/// ```
final class Sketch {
    private final Map<String, TopicInput> topics = new LinkedHashMap<>();
    private final Map<String, MemberInput> members = new LinkedHashMap<>();

    static Sketch sketch() {
        return new Sketch();
    }

    Sketch topic(String name, int partitions) {
        topics.put(name, new TopicInput(name, partitions, List.of()));
        return this;
    }

    /// A topic with the racks of each partition's replicas.
    Sketch topic(String name, String... racks) {
        List<Set<String>> sets = Arrays.stream(racks).map(Sketch::words).toList();
        topics.put(name, new TopicInput(name, racks.length, sets));
        return this;
    }

    Sketch member(String id, String subscribed) {
        Set<TopicId> ids =
                words(subscribed).stream().map(Sketch::topicId).collect(Collectors.toSet());
        members.put(id, new MemberInput(Optional.empty(), Optional.empty(), ids, Partitions.NONE));
        return this;
    }

    Sketch gone(String id) {
        members.remove(id);
        return this;
    }

    Sketch rack(String id, String rack) {
        members.computeIfPresent(
                id,
                (_, m) ->
                        new MemberInput(
                                Optional.of(rack), m.groupInstanceId(), m.subscribed(), m.owned()));
        return this;
    }

    Sketch instance(String id, String groupInstanceId) {
        members.computeIfPresent(
                id,
                (_, m) ->
                        new MemberInput(
                                m.rack(), Optional.of(groupInstanceId), m.subscribed(), m.owned()));
        return this;
    }

    Sketch owns(String id, String partitions) {
        Partitions.Builder builder = Partitions.builder();
        for (String partition : words(partitions)) {
            builder.add(
                    topicId(partition.substring(0, 1)), Integer.parseInt(partition.substring(1)));
        }
        return owns(id, builder.build());
    }

    private Sketch owns(String id, Partitions owned) {
        members.computeIfPresent(
                id,
                (_, m) -> new MemberInput(m.rack(), m.groupInstanceId(), m.subscribed(), owned));
        return this;
    }

    /// Names the assignor, assigns, and says who gets what. All own that from then on.
    String assign(String assignor) {
        GroupAssignment assignment = Assignors.named(assignor).orElseThrow().assign(input());
        assignment.byMember().forEach(this::owns);
        return members.keySet().stream()
                .map(id ->
                        id + ": " + text(assignment.byMember().getOrDefault(id, Partitions.NONE)))
                .collect(Collectors.joining(" | "));
    }

    AssignmentInput input() {
        Map<TopicId, TopicInput> byId = new HashMap<>();
        topics.forEach((name, topic) -> byId.put(topicId(name), topic));
        return new AssignmentInput(members, byId);
    }

    /// Names and ids are in opposite order, so that a mistaken order shows.
    private static TopicId topicId(String name) {
        return new TopicId(0, 1_000 - name.charAt(0));
    }

    private static String text(Partitions partitions) {
        Set<String> texts = new TreeSet<>();
        partitions.forEach((topic, partition) ->
                texts.add((char) (1_000 - topic.leastSignificantBits()) + "" + partition));
        return String.join(" ", texts);
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(w -> !w.isEmpty()).collect(Collectors.toSet());
    }
}
