package dev.regroup.simulation;

import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.consumer.ConsumerMember;
import dev.regroup.coordinator.group.GroupView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// In a group of the consumer protocol, what a member works on is nobody else's until it has given
/// it up or is no member any more: as members know it, not as the coordinator believes.
final class Ownership {
    private final World world;
    private final List<Owner> owners = new ArrayList<>();
    private final Map<Owner, Partitions> forfeited = new HashMap<>();

    interface Owner {
        String groupId();

        String memberId();

        /// It works on nothing any more.
        boolean hasEnded();

        /// What it works on since a group of the consumer protocol gave it.
        Partitions owned();
    }

    Ownership(World world) {
        this.world = world;
    }

    void add(Owner owner) {
        owners.add(owner);
    }

    /// The group takes away from a member what it has, whether it hears of that or not: it may come
    /// back under the same id before it does, and has nothing then.
    void removed(String groupId, String memberId) {
        owners.stream()
                .filter(owner ->
                        owner.groupId().equals(groupId) && owner.memberId().equals(memberId))
                .forEach(owner -> forfeited.put(owner, owner.owned()));
    }

    /// A member has begun to work on something.
    void check(Owner owner) {
        owners.removeIf(Owner::hasEnded);
        forfeited.keySet().retainAll(owners);
        forfeited.remove(owner);
        int shard = world.edge.node().placement().shardOfGroup(owner.groupId());
        Optional<ConsumerGroupView> group =
                world.edge
                        .node()
                        .groups(shard)
                        .flatMap(groups -> groups.group(owner.groupId()))
                        .flatMap(GroupView::consumers);
        if (group.isEmpty() || !isIn(group.get(), owner)) {
            return;
        }
        for (Owner other : owners) {
            boolean isOther = !other.equals(owner) && other.groupId().equals(owner.groupId());
            Partitions both = held(other).and(owner.owned());
            if (isOther && !both.isEmpty() && isIn(group.get(), other)) {
                world.complaints.add(
                        owner.groupId(),
                        "nothing is assigned before its owner has given it up",
                        "%s is with %s and %s".formatted(both, other.memberId(), owner.memberId()));
            }
        }
    }

    private Partitions held(Owner owner) {
        return owner.owned().minus(forfeited.getOrDefault(owner, Partitions.NONE));
    }

    private static boolean isIn(ConsumerGroupView group, Owner owner) {
        Optional<ConsumerMember> member = group.member(owner.memberId());
        return member.isPresent() && !member.get().current().isAway();
    }
}
