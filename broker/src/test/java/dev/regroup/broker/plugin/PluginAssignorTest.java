package dev.regroup.broker.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.broker.plugin.OwnAssignors.Given;
import dev.regroup.coordinator.assign.AssignmentInput;
import dev.regroup.coordinator.assign.MemberInput;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.assign.TopicInput;
import dev.regroup.coordinator.offset.TopicId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.api.assignor.ConsumerGroupPartitionAssignor;
import org.apache.kafka.coordinator.group.api.assignor.GroupAssignment;
import org.apache.kafka.coordinator.group.api.assignor.GroupSpec;
import org.apache.kafka.coordinator.group.api.assignor.MemberAssignment;
import org.apache.kafka.coordinator.group.api.assignor.SubscribedTopicDescriber;
import org.apache.kafka.coordinator.group.api.assignor.SubscriptionType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What plug-ins are shown, and what they may answer. Topic `t` has three partitions and `u` two;
/// member `a` subscribes to both and owns t-0, `b` to `t` alone.
class PluginAssignorTest {
    private static final TopicId T = new TopicId(7, 1);
    private static final TopicId U = new TopicId(7, 2);
    private static final Uuid T_ID = TopicIds.uuid(T);
    private static final Uuid U_ID = TopicIds.uuid(U);

    private final AssignmentInput input = input();

    private static AssignmentInput input() {
        Map<String, MemberInput> members = new LinkedHashMap<>();
        members.put(
                "a",
                new MemberInput(
                        Optional.of("rack-1"),
                        Optional.of("instance-1"),
                        Set.of(T, U),
                        Partitions.of(Map.of(T, List.of(0)))));
        members.put(
                "b",
                new MemberInput(Optional.empty(), Optional.empty(), Set.of(T), Partitions.NONE));
        return new AssignmentInput(
                members,
                Map.of(
                        T,
                        new TopicInput(
                                "t", 3, List.of(Set.of("rack-1"), Set.of("rack-2"), Set.of())),
                        U,
                        new TopicInput("u", 2, List.of())));
    }

    @Test
    void theGroup_isShownInKafkasWords() {
        ask((group, topics) -> {
            assertEquals(List.of("a", "b"), List.copyOf(group.memberIds()));
            assertEquals(SubscriptionType.HETEROGENEOUS, group.subscriptionType());
            assertEquals(Set.of(T_ID, U_ID), group.memberSubscription("a").subscribedTopicIds());
            assertEquals(Optional.of("rack-1"), group.memberSubscription("a").rackId());
            assertEquals(Optional.of("instance-1"), group.memberSubscription("a").instanceId());
            assertEquals(Optional.empty(), group.memberSubscription("b").rackId());
            assertEquals(Map.of(T_ID, Set.of(0)), group.memberAssignment("a").partitions());
            assertEquals(Map.of(), group.memberAssignment("b").partitions());
            assertTrue(group.isPartitionAssigned(T_ID, 0));
            assertFalse(group.isPartitionAssigned(T_ID, 1));
            assertTrue(group.isPartitionAssignable(T_ID, 1));
            assertThrows(
                    IllegalArgumentException.class, () -> group.memberSubscription("stranger"));
            assertThrows(IllegalArgumentException.class, () -> group.memberAssignment("stranger"));
            return new GroupAssignment(Map.of());
        });
    }

    @Test
    void membersThatSubscribeToTheSame_areOfOneKind() {
        MemberInput member =
                new MemberInput(Optional.empty(), Optional.empty(), Set.of(U), Partitions.NONE);
        AssignmentInput alike =
                new AssignmentInput(
                        Map.of("a", member, "b", member),
                        Map.of(U, new TopicInput("u", 2, List.of())));

        assertEquals(SubscriptionType.HOMOGENEOUS, new GroupAsSpec(alike).subscriptionType());
    }

    @Test
    void topics_areShownInKafkasWords() {
        ask((group, topics) -> {
            assertEquals(3, topics.numPartitions(T_ID));
            assertEquals(-1, topics.numPartitions(Uuid.randomUuid()));
            assertEquals(Set.of("rack-1"), topics.racksForPartition(T_ID, 0));
            assertEquals(Set.of(), topics.racksForPartition(T_ID, 3));
            assertEquals(Set.of(), topics.racksForPartition(U_ID, 0));
            assertEquals(Set.of(), topics.racksForPartition(Uuid.randomUuid(), 0));
            return new GroupAssignment(Map.of());
        });
    }

    @Test
    void anAssignmentThatLeavesSomethingOut_isTaken() {
        assertEquals(
                Map.of("a", Partitions.of(Map.of(T, List.of(1, 2))), "b", Partitions.NONE),
                answer(Map.of("a", new Given(Map.of(T_ID, Set.of(1, 2))))));
    }

    @Test
    void anAssignmentThatCannotBeCarriedOut_isRefused() {
        Uuid unknown = new Uuid(1, 1);

        assertEquals(
                "something is given to c, which is not a member",
                refusal(Map.of("c", new Given(Map.of()))));
        assertEquals(
                "member a is given topic %s, to which it does not subscribe".formatted(unknown),
                refusal(Map.of("a", new Given(Map.of(unknown, Set.of(0))))));
        assertEquals(
                "member b is given topic u, to which it does not subscribe",
                refusal(Map.of("b", new Given(Map.of(U_ID, Set.of(0))))));
        assertEquals(
                "member a is given t-3, which does not exist",
                refusal(Map.of("a", new Given(Map.of(T_ID, Set.of(3))))));
        assertEquals(
                "member a is given t--1, which does not exist",
                refusal(Map.of("a", new Given(Map.of(T_ID, Set.of(-1))))));
        Map<String, MemberAssignment> twice = new LinkedHashMap<>();
        twice.put("a", new Given(Map.of(T_ID, Set.of(0))));
        twice.put("b", new Given(Map.of(T_ID, Set.of(0))));
        assertEquals("member b is given t-0, which is given to another as well", refusal(twice));
    }

    @Test
    @SuppressWarnings("NullAway") // as users' classes may
    void noAssignment_isRefused() {
        Map<String, @Nullable MemberAssignment> ofNothing = new HashMap<>();
        ofNothing.put("a", null);

        assertEquals("expected an assignment, found none", refusal((group, topics) -> null));
        assertEquals(
                "expected partitions of member a, found none",
                refusal((group, topics) -> new GroupAssignment(ofNothing)));
    }

    private Map<String, Partitions> answer(Map<String, MemberAssignment> members) {
        return ask((group, topics) -> new GroupAssignment(members));
    }

    private String refusal(Map<String, MemberAssignment> members) {
        return refusal((group, topics) -> new GroupAssignment(members));
    }

    private String refusal(Answer answer) {
        return String.valueOf(
                assertThrows(InvalidAssignmentException.class, () -> ask(answer)).getMessage());
    }

    private Map<String, Partitions> ask(Answer answer) {
        return new PluginAssignor("own", new Scripted(answer)).assign(input).byMember();
    }

    private interface Answer {
        @Nullable GroupAssignment to(GroupSpec group, SubscribedTopicDescriber topics);
    }

    private record Scripted(Answer answer) implements ConsumerGroupPartitionAssignor {
        @Override
        public String name() {
            return "own";
        }

        @Override
        @SuppressWarnings("NullAway") // users' classes may
        public GroupAssignment assign(GroupSpec group, SubscribedTopicDescriber topics) {
            return answer.to(group, topics);
        }
    }
}
