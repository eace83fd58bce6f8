package dev.regroup.coordinator.assign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.coordinator.assign.Judgement.Numbered;
import dev.regroup.coordinator.assign.RandomGroup.Size;
import dev.regroup.coordinator.offset.TopicId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// `range` with racks, beside all ways there are to divide co-partitioned topics.
class RangeRacksTest {
    private static final Size IN_RACKS = new Size(4, 4, 5, 3, 3);

    @TestFactory
    Stream<DynamicTest> coPartitionedTopics_areAsNear_thenAsMuchInRanges_asCanBe() {
        return RandomGroups.expect(
                IN_RACKS,
                List.of("range"),
                (input, _, assignment) -> {
                    Map<Numbered, String> owners = Judgement.checkedOwners(input, assignment);
                    for (Unit unit : units(input)) {
                        assertEquals(unit.best(), unit.outcome(owners));
                    }
                });
    }

    /// Topics of equally many partitions with the same subscribers, in order.
    private record Unit(
            AssignmentInput input, List<String> members, int partitions, List<TopicId> topics) {

        Outcome outcome(Map<Numbered, String> owners) {
            int[] memberOf = new int[partitions];
            Arrays.setAll(
                    memberOf, i -> members.indexOf(owners.get(new Numbered(topics.getFirst(), i))));
            return outcome(memberOf);
        }

        private Outcome outcome(int[] memberOf) {
            int near = 0;
            int inRange = 0;
            for (int i = 0; i < partitions; i++) {
                String member = members.get(memberOf[i]);
                for (TopicId topic : topics) {
                    near += Judgement.isNear(input, new Numbered(topic, i), member) ? 1 : 0;
                }
                inRange += range(i) == memberOf[i] ? 1 : 0;
            }
            return new Outcome(near, inRange);
        }

        /// Deals out ranges one partition at a time.
        private int range(int partition) {
            int member = 0;
            int left = sizeOf(0);
            for (int i = 0; i < partition; i++) {
                left--;
                while (left == 0) {
                    left = sizeOf(++member);
                }
            }
            return member;
        }

        private int sizeOf(int member) {
            return (partitions + members.size() - 1 - member) / members.size();
        }

        Outcome best() {
            return best(new int[partitions], 0);
        }

        private Outcome best(int[] memberOf, int next) {
            if (next == partitions) {
                return isEven(memberOf) ? outcome(memberOf) : new Outcome(-1, -1);
            }
            Outcome best = new Outcome(-1, -1);
            for (int member = 0; member < members.size(); member++) {
                memberOf[next] = member;
                Outcome found = best(memberOf, next + 1);
                best = found.compareTo(best) > 0 ? found : best;
            }
            return best;
        }

        private boolean isEven(int[] memberOf) {
            int[] counts = new int[members.size()];
            for (int member : memberOf) {
                counts[member]++;
            }
            Arrays.sort(counts);
            return counts[counts.length - 1] - counts[0] <= 1;
        }
    }

    private record Outcome(int near, int inRange) implements Comparable<Outcome> {
        @Override
        public int compareTo(Outcome other) {
            return near != other.near
                    ? Integer.compare(near, other.near)
                    : Integer.compare(inRange, other.inRange);
        }
    }

    private static List<Unit> units(AssignmentInput input) {
        Map<List<Object>, Unit> units = new HashMap<>();
        input.topics()
                .forEach((id, topic) -> {
                    List<String> members = subscribers(input, id);
                    if (!members.isEmpty() && topic.partitions() > 0) {
                        units.computeIfAbsent(
                                        List.of(members, topic.partitions()),
                                        _ ->
                                                new Unit(
                                                        input,
                                                        members,
                                                        topic.partitions(),
                                                        new ArrayList<>()))
                                .topics()
                                .add(id);
                    }
                });
        return List.copyOf(units.values());
    }

    private static List<String> subscribers(AssignmentInput input, TopicId topic) {
        return input.members().entrySet().stream()
                .filter(member -> member.getValue().subscribed().contains(topic))
                .sorted(Comparator.comparing(Judgement::key))
                .map(Map.Entry::getKey)
                .toList();
    }
}
