package dev.regroup.coordinator.assign;

import java.util.Collections;
import java.util.List;

/// `roundrobin`: deals the partitions, topic by topic in the order of their names, to the members
/// in turn, static ones by group instance id first, then dynamic ones by member id; a member that
/// does not subscribe to the topic is passed over. Where all subscribe to the same topics, counts
/// differ by one at most. As Kafka's client-side assignor of this name, it goes neither by what
/// members owned nor by racks.
final class RoundRobinAssignor implements Assignor {
    @Override
    public String name() {
        return "roundrobin";
    }

    @Override
    public GroupAssignment assign(AssignmentInput input) {
        Roster roster = new Roster(input);
        int[] owners = roster.unowned();
        List<List<Integer>> subscribers = roster.subscribersByTopic();
        int next = 0;
        for (int topic = 0; topic < subscribers.size(); topic++) {
            for (int i = 0; i < roster.partitionCount(topic); i++) {
                int owner = atOrAfter(next, subscribers.get(topic));
                owners[roster.firstPartition(topic) + i] = owner;
                next = owner + 1;
            }
        }
        return roster.assignment(owners);
    }

    /// The first of the ascending numbers that is not less than this one, or else the very first.
    private static int atOrAfter(int number, List<Integer> ascending) {
        int found = Collections.binarySearch(ascending, number);
        int index = found < 0 ? -found - 1 : found;
        return ascending.get(index == ascending.size() ? 0 : index);
    }
}
