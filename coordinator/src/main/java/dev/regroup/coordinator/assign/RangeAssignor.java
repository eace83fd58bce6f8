package dev.regroup.coordinator.assign;

import dev.regroup.coordinator.assign.FairShare.Kind;
import dev.regroup.coordinator.assign.FairShare.Place;
import dev.regroup.coordinator.assign.Roster.Audience;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `range`: each topic's partitions in consecutive ranges to the members that subscribe to it,
/// static ones by group instance id first, then dynamic ones by member id; the first members get
/// one more if the partitions don't divide evenly. So topics of equally many partitions and the
/// same subscribers are *co-partitioned*: who owns a partition of one owns the same partition of
/// the others. What members owned before does not count: as long as members and topics are the
/// same, so is the result.
///
/// Where racks are given, co-partitioned topics are shared out such that members, who still get the
/// same number of partitions of a topic or one more, own the most partitions with a replica in
/// their own rack; among such assignments the one nearest to the ranges is taken. So topics stay
/// co-partitioned, and ranges are consecutive as far as that costs no member its rack. Kafka's
/// assignor of this name does not go by racks.
final class RangeAssignor implements Assignor {
    @Override
    public String name() {
        return "range";
    }

    @Override
    public GroupAssignment assign(AssignmentInput input) {
        Roster roster = new Roster(input);
        int[] owners = roster.unowned();
        for (Audience audience : roster.audiences()) {
            List<Integer> members = roster.membersOf(audience.subscriptions());
            for (List<Integer> topics : coPartitioned(roster, audience.topics())) {
                share(roster, members, topics, owners);
            }
        }
        return roster.assignment(owners);
    }

    private static Collection<List<Integer>> coPartitioned(Roster roster, List<Integer> topics) {
        Map<Integer, List<Integer>> byCount = new LinkedHashMap<>();
        for (int topic : topics) {
            byCount.computeIfAbsent(roster.partitionCount(topic), _ -> new ArrayList<>())
                    .add(topic);
        }
        return byCount.values();
    }

    /// Topics of equally many partitions: what is shared out are the partitions' numbers.
    private static void share(
            Roster roster, List<Integer> members, List<Integer> topics, int[] owners) {
        int count = roster.partitionCount(topics.getFirst());
        List<Place> takers =
                members.stream().map(member -> new Place(0, roster.rackOf(member))).toList();
        List<Kind> kinds = new ArrayList<>();
        for (int partition = 0; partition < count; partition++) {
            kinds.add(new Kind(List.of(0), gains(roster, topics, partition)));
        }
        int[] takerOf = nearOwnRacks(takers, kinds, ranges(count, members.size()));
        for (int topic : topics) {
            for (int partition = 0; partition < count; partition++) {
                owners[roster.firstPartition(topic) + partition] = members.get(takerOf[partition]);
            }
        }
    }

    /// In how many of the topics the partition has a replica in a rack.
    private static Map<Integer, Integer> gains(Roster roster, List<Integer> topics, int partition) {
        Map<Integer, Integer> gains = new TreeMap<>();
        for (int topic : topics) {
            for (int rack : roster.racksOf(topic, partition)) {
                gains.merge(rack, 1, Integer::sum);
            }
        }
        return gains;
    }

    private static int[] ranges(int partitions, int members) {
        int[] takerOf = new int[partitions];
        int next = 0;
        for (int member = 0; member < members && next < partitions; member++) {
            int size = partitions / members + (member < partitions % members ? 1 : 0);
            Arrays.fill(takerOf, next, next + size, member);
            next += size;
        }
        return takerOf;
    }

    private static int[] nearOwnRacks(List<Place> takers, List<Kind> kinds, int[] ranges) {
        boolean nothingToGain = true;
        FairShare fairShare = new FairShare(takers, kinds.size() / takers.size());
        for (int partition = 0; partition < kinds.size(); partition++) {
            Kind kind = kinds.get(partition);
            int rack = takers.get(ranges[partition]).rack();
            nothingToGain &= kind.gain(rack) == kind.gainMax();
            fairShare.add(kind, ranges[partition]);
        }
        return nothingToGain ? ranges : fairShare.share();
    }
}
