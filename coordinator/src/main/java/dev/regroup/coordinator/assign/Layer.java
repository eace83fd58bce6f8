package dev.regroup.coordinator.assign;

import dev.regroup.coordinator.assign.Roster.Audience;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A part of a group in which every member gets `quota` partitions or one more, whatever else is
/// decided: in all assignments of the best balance, the members of these subscriptions own the
/// partitions of these audiences (numbers of a [Roster]), and nobody else does.
///
/// Where all members subscribe to the same topics there is one layer. Otherwise members may be
/// unable to relieve each other: of two members that both subscribe to a topic of 2 partitions, and
/// one of them to a topic of 10 as well, that one gets the 10 and the other the 2.
record Layer(List<Integer> subscriptions, List<Integer> audiences, int quota) {

    /// Divides a group into its layers. The best balance is the one with the least sum of the
    /// squares of the members' counts. No partition, and no chain of partitions that members pass
    /// on, can then move to a member that would still own less than the first giver did.
    ///
    /// Found by trying whether a part's partitions fit if no member gets more than the average. If
    /// they don't, then the members that are full, and cannot pass anything on, own at least as
    /// much as everybody else in each assignment of the best balance, and share nothing with them:
    /// they are a part of their own, and so are the others.
    static List<Layer> of(Roster roster) {
        List<Layer> layers = new ArrayList<>();
        Deque<Part> parts = new ArrayDeque<>();
        parts.add(Part.whole(roster));
        while (!parts.isEmpty()) {
            parts.remove().settle(layers, parts);
        }
        return layers;
    }

    private record Part(Roster roster, List<Integer> subscriptions, List<Integer> audiences) {
        static Part whole(Roster roster) {
            return new Part(
                    roster, numbersUpTo(roster.subscriptions()), numbersUpTo(roster.audiences()));
        }

        private static List<Integer> numbersUpTo(List<?> list) {
            List<Integer> numbers = new ArrayList<>();
            list.forEach(_ -> numbers.add(numbers.size()));
            return numbers;
        }

        /// Either is a layer, or falls into two parts that are smaller.
        void settle(List<Layer> layers, Deque<Part> parts) {
            if (subscriptions.isEmpty()) {
                return;
            }
            int quota = partitionCount() / memberCount();
            Trial trial = new Trial(this, quota);
            if (!trial.fits() && trial.full().subscriptions.equals(subscriptions)) {
                trial = new Trial(this, quota + 1);
            }
            if (trial.fits()) {
                layers.add(new Layer(subscriptions, audiences, quota));
            } else {
                Part full = trial.full();
                parts.add(full);
                parts.add(without(full));
            }
        }

        int partitionCount() {
            return audiences.stream().mapToInt(this::partitionCount).sum();
        }

        int partitionCount(int audience) {
            return roster.audiences().get(audience).topics().stream()
                    .mapToInt(roster::partitionCount)
                    .sum();
        }

        int memberCount() {
            return subscriptions.stream().mapToInt(this::memberCount).sum();
        }

        int memberCount(int subscription) {
            return roster.subscriptions().get(subscription).members().size();
        }

        Part only(Set<Integer> someSubscriptions, Set<Integer> someAudiences) {
            return new Part(
                    roster,
                    subscriptions.stream().filter(someSubscriptions::contains).toList(),
                    audiences.stream().filter(someAudiences::contains).toList());
        }

        Part without(Part other) {
            List<Integer> leftSubscriptions = new ArrayList<>(subscriptions);
            leftSubscriptions.removeAll(new HashSet<>(other.subscriptions));
            List<Integer> leftAudiences = new ArrayList<>(audiences);
            leftAudiences.removeAll(new HashSet<>(other.audiences));
            return new Part(roster, leftSubscriptions, leftAudiences);
        }
    }

    /// As much as possible of a part given to members that take `limit` partitions each. Members of
    /// one subscription are alike, and so are partitions of one audience.
    private static final class Trial {
        private final Part part;
        private final Network network = new Network();
        private final int source = network.addNode();
        private final int sink = network.addNode();
        private final Map<Integer, Integer> subscriptionNodes = new HashMap<>();
        private final Map<Integer, Integer> audienceNodes = new HashMap<>();
        private final boolean fits;

        Trial(Part part, int limit) {
            this.part = part;
            for (int subscription : part.subscriptions) {
                int node = network.addNode();
                subscriptionNodes.put(subscription, node);
                int room = Math.multiplyExact(limit, part.memberCount(subscription));
                network.addArc(node, sink, room, 0);
            }
            part.audiences.forEach(this::add);
            this.fits = network.send(source, sink) == part.partitionCount();
        }

        private void add(int number) {
            Audience audience = part.roster.audiences().get(number);
            int node = network.addNode();
            audienceNodes.put(number, node);
            int partitions = part.partitionCount(number);
            network.addArc(source, node, partitions, 0);
            for (int subscription : audience.subscriptions()) {
                Integer to = subscriptionNodes.get(subscription);
                if (to != null) {
                    network.addArc(node, to, partitions, 0);
                }
            }
        }

        boolean fits() {
            return fits;
        }

        /// The members that are full and cannot pass anything on, with what is left over and the
        /// partitions that might take its place.
        Part full() {
            return part.only(reached(subscriptionNodes), reached(audienceNodes));
        }

        private Set<Integer> reached(Map<Integer, Integer> nodes) {
            Set<Integer> reached = new HashSet<>();
            nodes.forEach((number, node) -> {
                if (network.isReached(node)) {
                    reached.add(number);
                }
            });
            return reached;
        }
    }
}
