package dev.regroup.simulation;

import dev.regroup.coordinator.offset.TopicPartition;
import dev.regroup.simulation.ClassicClient.Manner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the leader of a classic group assigns: each partition to one subscriber, evenly. For
/// cooperative members, to whom has it if that can be, and to nobody while somebody else is to give
/// it up.
final class Shares {
    private final SortedMap<String, Integer> topics;
    private final SortedMap<String, Wire.Subscription> members;
    private final Manner manner;
    private final SortedMap<String, List<TopicPartition>> shares = new TreeMap<>();

    Shares(
            SortedMap<String, Integer> topics,
            SortedMap<String, Wire.Subscription> members,
            Manner manner) {
        this.topics = topics;
        this.members = members;
        this.manner = manner;
    }

    SortedMap<String, List<TopicPartition>> assign() {
        members.keySet().forEach(member -> shares.put(member, new ArrayList<>()));
        SortedMap<TopicPartition, String> owners =
                manner == Manner.COOPERATIVE ? owners() : new TreeMap<>();
        owners.forEach((partition, owner) -> share(owner).add(partition));
        topics.forEach((topic, count) -> {
            for (int number = 0; number < count; number++) {
                TopicPartition partition = new TopicPartition(topic, number);
                if (!owners.containsKey(partition)) {
                    poorest(topic).ifPresent(member -> share(member).add(partition));
                }
            }
        });
        while (moveOne()) {
            // One at a time, until all are even.
        }
        withhold(owners);
        return shares;
    }

    private List<TopicPartition> share(String member) {
        return shares.getOrDefault(member, List.of());
    }

    /// Who says that it has it, most lately.
    private SortedMap<TopicPartition, String> owners() {
        SortedMap<TopicPartition, String> owners = new TreeMap<>();
        SortedMap<TopicPartition, Integer> since = new TreeMap<>();
        members.forEach((member, subscription) -> {
            for (TopicPartition partition : subscription.owned()) {
                boolean isThere =
                        partition.partition() < topics.getOrDefault(partition.topic(), 0)
                                && subscription.topics().contains(partition.topic());
                if (isThere && subscription.generationId() > since.getOrDefault(partition, -2)) {
                    owners.put(partition, member);
                    since.put(partition, subscription.generationId());
                }
            }
        });
        return owners;
    }

    private Optional<String> poorest(String topic) {
        return members.entrySet().stream()
                .filter(member -> member.getValue().topics().contains(topic))
                .map(Map.Entry::getKey)
                .min(Comparator.comparingInt(member -> share(member).size()));
    }

    private boolean moveOne() {
        for (String rich : members.keySet()) {
            for (TopicPartition partition : share(rich)) {
                String poor = poorest(partition.topic()).orElse(rich);
                if (share(rich).size() >= share(poor).size() + 2) {
                    share(rich).remove(partition);
                    share(poor).add(partition);
                    return true;
                }
            }
        }
        return false;
    }

    /// What another has to give up first comes with the next rebalance.
    private void withhold(SortedMap<TopicPartition, String> owners) {
        shares.forEach((member, partitions) ->
                partitions.removeIf(
                        partition -> !owners.getOrDefault(partition, member).equals(member)));
    }
}
