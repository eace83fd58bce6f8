package dev.regroup.coordinator.assign;

import dev.regroup.coordinator.assign.Judgement.Numbered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Tries all assignments of a group, of which there must be few, for the best [Judgement].
final class BruteForce {
    private final List<String> members;
    private final List<List<Choice>> choices = new ArrayList<>();
    private final int[] counts;
    private Judgement best = new Judgement(Long.MAX_VALUE, 0, 0);

    /// A member that may own a partition.
    private record Choice(int member, boolean distant, boolean moved) {}

    BruteForce(AssignmentInput input) {
        this.members = List.copyOf(input.members().keySet());
        this.counts = new int[members.size()];
        Map<Numbered, String> before = Judgement.ownersBefore(input);
        for (Numbered partition : Judgement.subscribedPartitions(input)) {
            List<Choice> ofPartition = new ArrayList<>();
            for (int i = 0; i < members.size(); i++) {
                String member = members.get(i);
                if (Judgement.member(input, member).subscribed().contains(partition.topic())) {
                    ofPartition.add(
                            new Choice(
                                    i,
                                    !Judgement.isNear(input, partition, member),
                                    !member.equals(before.get(partition))));
                }
            }
            choices.add(ofPartition);
        }
    }

    double ways() {
        return choices.stream().mapToDouble(List::size).reduce(1, (a, b) -> a * b);
    }

    Judgement best() {
        choose(0, 0, 0);
        return best;
    }

    private void choose(int partition, int distant, int moved) {
        if (partition == choices.size()) {
            long imbalance = 0;
            for (int count : counts) {
                imbalance += (long) count * count;
            }
            Judgement found = new Judgement(imbalance, distant, moved);
            best = found.compareTo(best) < 0 ? found : best;
            return;
        }
        for (Choice choice : choices.get(partition)) {
            counts[choice.member]++;
            choose(
                    partition + 1,
                    distant + (choice.distant ? 1 : 0),
                    moved + (choice.moved ? 1 : 0));
            counts[choice.member]--;
        }
    }
}
