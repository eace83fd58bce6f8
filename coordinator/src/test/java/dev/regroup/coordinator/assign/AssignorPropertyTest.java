package dev.regroup.coordinator.assign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.assign.Judgement.Numbered;
import dev.regroup.coordinator.assign.RandomGroup.Size;
import dev.regroup.coordinator.offset.TopicId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What assignors promise, on [RandomGroups].
class AssignorPropertyTest {
    private static final Size ANY = new Size(12, 6, 9, 5, 4);
    private static final Size ALIKE = new Size(30, 6, 30, 1, 0);
    private static final Size ALIKE_IN_RACKS = new Size(5, 3, 3, 1, 3);
    private static final Size SMALL = new Size(4, 3, 3, 4, 3);
    private static final double BRUTE_FORCE_MAX = 5_000;

    private static final List<String> BALANCED = List.of("uniform", "sticky");

    @TestFactory
    Stream<DynamicTest> everyPartition_isGivenToOneSubscriber() {
        return RandomGroups.expect(
                ANY,
                Assignors.names(),
                (input, _, assignment) -> Judgement.checkedOwners(input, assignment));
    }

    @TestFactory
    Stream<DynamicTest> theSameContent_givesTheSameAssignment() {
        return RandomGroups.expect(
                ANY,
                Assignors.names(),
                (input, assignor, assignment) -> {
                    AssignmentInput sorted =
                            new AssignmentInput(
                                    new TreeMap<>(input.members()), new TreeMap<>(input.topics()));
                    assertEquals(assignment, assignor.assign(sorted));
                });
    }

    @TestFactory
    Stream<DynamicTest> anAssignmentThatHasBeenReached_rests() {
        return RandomGroups.expect(
                ANY,
                Assignors.names(),
                (input, assignor, assignment) -> {
                    Map<String, MemberInput> members = new HashMap<>();
                    input.members()
                            .forEach((id, member) ->
                                    members.put(
                                            id,
                                            new MemberInput(
                                                    member.rack(),
                                                    member.groupInstanceId(),
                                                    member.subscribed(),
                                                    owned(assignment, id))));
                    AssignmentInput next = new AssignmentInput(members, input.topics());
                    assertEquals(assignment, assignor.assign(next));
                });
    }

    @TestFactory
    Stream<DynamicTest> withEqualSubscriptions_countsDifferByOneAtMost() {
        return RandomGroups.expect(
                ALIKE,
                List.of("uniform", "roundrobin", "sticky"),
                (_, _, assignment) -> {
                    List<Integer> counts =
                            assignment.byMember().values().stream()
                                    .map(Partitions::count)
                                    .sorted()
                                    .toList();
                    assertTrue(counts.getLast() - counts.getFirst() <= 1, counts::toString);
                });
    }

    /// A member keeps what it owned up to its quota, and as many members as there are partitions
    /// beyond the quotas one more. Nothing can be better than that.
    @TestFactory
    Stream<DynamicTest> withEqualSubscriptions_theFewestPartitionsMove() {
        return RandomGroups.expect(
                ALIKE,
                BALANCED,
                (input, _, assignment) -> {
                    Map<Numbered, String> owners = Judgement.checkedOwners(input, assignment);
                    int moved = Judgement.of(input, owners).moved();
                    assertEquals(owners.size() - keptAtMost(input, owners.size()), moved);
                });
    }

    private static int keptAtMost(AssignmentInput input, int partitions) {
        int quota = partitions / input.members().size();
        int beyond = partitions % input.members().size();
        Map<Numbered, String> before = Judgement.ownersBefore(input);
        int kept = 0;
        for (String member : input.members().keySet()) {
            int owned = (int) before.values().stream().filter(member::equals).count();
            kept += Math.min(owned, quota);
            if (owned > quota && beyond > 0) {
                kept++;
                beyond--;
            }
        }
        return kept;
    }

    @TestFactory
    Stream<DynamicTest> whateverTheSubscriptions_noChainOfMovesBringsBalance() {
        return RandomGroups.expect(
                ANY,
                BALANCED,
                (input, _, assignment) -> assertFalse(Judgement.canBeRelieved(input, assignment)));
    }

    @TestFactory
    Stream<DynamicTest> smallGroups_areAsBalanced_thenNear_thenSettled_asCanBe() {
        return Stream.of(SMALL, ALIKE_IN_RACKS)
                .flatMap(size ->
                        RandomGroups.expect(size, BALANCED, AssignorPropertyTest::expectBest));
    }

    private static void expectBest(
            AssignmentInput input, Assignor assignor, GroupAssignment assignment) {
        BruteForce bruteForce = new BruteForce(input);
        if (bruteForce.ways() <= BRUTE_FORCE_MAX) {
            Map<Numbered, String> owners = Judgement.checkedOwners(input, assignment);
            assertEquals(bruteForce.best(), Judgement.of(input, owners), assignor.name());
        }
    }

    @TestFactory
    Stream<DynamicTest> range_dividesEveryTopicEvenly_andAlikeTopicsAlike() {
        return RandomGroups.expect(
                ANY, List.of("range"), (input, _, assignment) -> expectRanges(input, assignment));
    }

    private static void expectRanges(AssignmentInput input, GroupAssignment assignment) {
        Map<List<Object>, List<List<Integer>>> byAudience = new HashMap<>();
        input.topics()
                .forEach((id, topic) -> {
                    List<String> subscribers = subscribers(input, id);
                    List<List<Integer>> shares =
                            subscribers.stream()
                                    .map(member -> numbers(assignment, member, id))
                                    .toList();
                    List<Integer> counts = shares.stream().map(List::size).sorted().toList();
                    assertTrue(
                            counts.isEmpty() || counts.getLast() - counts.getFirst() <= 1,
                            counts::toString);
                    List<List<Integer>> others =
                            byAudience.putIfAbsent(
                                    List.of(subscribers, topic.partitions()), shares);
                    assertTrue(others == null || others.equals(shares), "not alike");
                });
    }

    private static List<String> subscribers(AssignmentInput input, TopicId topic) {
        return input.members().keySet().stream()
                .filter(member -> Judgement.member(input, member).subscribed().contains(topic))
                .sorted()
                .toList();
    }

    private static List<Integer> numbers(GroupAssignment assignment, String member, TopicId topic) {
        return Arrays.stream(owned(assignment, member).of(topic)).boxed().toList();
    }

    private static Partitions owned(GroupAssignment assignment, String member) {
        return assignment.byMember().getOrDefault(member, Partitions.NONE);
    }
}
