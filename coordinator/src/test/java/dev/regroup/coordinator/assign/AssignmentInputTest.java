package dev.regroup.coordinator.assign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regroup.coordinator.offset.TopicId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AssignmentInputTest {
    private static final TopicId TOPIC = new TopicId(0, 1);

    @Test
    void maps_areCopiedAndKeepTheirOrder() {
        Map<String, MemberInput> members = new LinkedHashMap<>();
        for (String id : List.of("z", "a", "k")) {
            members.put(id, subscriber(Set.of(TOPIC)));
        }
        Map<TopicId, TopicInput> topics = new HashMap<>();
        topics.put(TOPIC, new TopicInput("t", 3, List.of()));

        AssignmentInput input = new AssignmentInput(members, topics);
        members.clear();
        topics.clear();

        assertEquals(List.of("z", "a", "k"), List.copyOf(input.members().keySet()));
        assertEquals(Set.of(TOPIC), input.topics().keySet());
    }

    @Test
    void aSubscriptionToATopicThatIsNotGiven_isRefused() {
        Map<String, MemberInput> members = Map.of("m", subscriber(Set.of(TOPIC)));

        assertThrows(IllegalArgumentException.class, () -> new AssignmentInput(members, Map.of()));
    }

    @Test
    void aTopic_hasRacksOfAllPartitionsOrNone() {
        List<Set<String>> racks = List.of(Set.of("r"), Set.of());

        assertEquals(racks, new TopicInput("t", 2, racks).racks());
        assertThrows(IllegalArgumentException.class, () -> new TopicInput("t", 3, racks));
        assertThrows(IllegalArgumentException.class, () -> new TopicInput("t", -1, List.of()));
    }

    private static MemberInput subscriber(Set<TopicId> topics) {
        return new MemberInput(Optional.empty(), Optional.empty(), topics, Partitions.NONE);
    }
}
