package dev.regroup.coordinator.assign;

import dev.regroup.coordinator.assign.FairShare.Kind;
import dev.regroup.coordinator.assign.FairShare.Place;
import dev.regroup.coordinator.assign.Roster.Audience;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// `uniform` and `sticky`: the best balance, then own racks, then the fewest moves. All three are
/// exact:
///
/// 1. *Balance*: the sum of the squares of the members' counts is the least there is. Where all
///    subscribe to the same topics, counts differ by one at most. Where they don't, no partition
///    and no chain of partitions that members pass on can move to a member that would still own
///    less than the first giver did.
/// 2. *Racks*: among such assignments, one with the most partitions of which the owner has a
///    replica in its own rack. Moves are made for it, as by Kafka's client-side assignors
///    (KIP-881).
/// 3. *Moves*: among these, one that takes the fewest partitions from members that owned them.
///
/// What that leaves open is best effort: members give up from all their topics alike, and
/// partitions that have to be placed are dealt out in the order of topic names, so that a busy
/// topic is read by many.
///
/// Kafka's `uniform` goes by balance and moves, by both not exactly, and not by racks.
final class BalancedAssignor implements Assignor {
    private final String name;

    BalancedAssignor(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public GroupAssignment assign(AssignmentInput input) {
        Roster roster = new Roster(input);
        int[] before = roster.ownersBefore();
        int[] owners = roster.unowned();
        for (Layer layer : Layer.of(roster)) {
            new LayerShare(roster, layer).share(before, owners);
        }
        return roster.assignment(owners);
    }

    /// The sharing out of one layer.
    private static final class LayerShare {
        private final Roster roster;
        private final Layer layer;

        /// By their numbers as takers.
        private final List<Integer> members;

        private final Map<Integer, Integer> takerNumbers = new HashMap<>();
        private final FairShare fairShare;

        LayerShare(Roster roster, Layer layer) {
            this.roster = roster;
            this.layer = layer;
            this.members = roster.membersOf(layer.subscriptions());
            List<Place> takers = new ArrayList<>();
            for (int member : members) {
                takerNumbers.put(member, takers.size());
                takers.add(new Place(roster.subscriptionOf(member), roster.rackOf(member)));
            }
            this.fairShare = new FairShare(takers, layer.quota());
        }

        /// Writes the layer's part of `owners`.
        void share(int[] before, int[] owners) {
            List<Integer> partitions = new ArrayList<>();
            Set<Integer> subscriptions = new HashSet<>(layer.subscriptions());
            for (int number : layer.audiences()) {
                Audience audience = roster.audiences().get(number);
                List<Integer> circles =
                        audience.subscriptions().stream().filter(subscriptions::contains).toList();
                for (int topic : audience.topics()) {
                    for (int i = 0; i < roster.partitionCount(topic); i++) {
                        int partition = roster.firstPartition(topic) + i;
                        partitions.add(partition);
                        fairShare.add(
                                new Kind(circles, gains(topic, i)),
                                takerNumbers.getOrDefault(before[partition], -1));
                    }
                }
            }
            int[] takerOf = fairShare.share();
            for (int item = 0; item < takerOf.length; item++) {
                owners[partitions.get(item)] = members.get(takerOf[item]);
            }
        }

        private Map<Integer, Integer> gains(int topic, int partition) {
            Map<Integer, Integer> gains = new TreeMap<>();
            roster.racksOf(topic, partition).forEach(rack -> gains.put(rack, 1));
            return gains;
        }
    }
}
