package dev.regroup.simulation;

import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import dev.regroup.simulation.Connection.Copies;
import dev.regroup.simulation.Ownership.Owner;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.function.Consumer;

/// A consumer in a group, of either protocol.
abstract class GroupMember extends ClientProcess implements Owner {
    static final int REQUEST_TIMEOUT_MS = 3_000;

    final Role role;

    GroupMember(World world, Role role) {
        super(world, role.groupId(), role.name());
        this.role = role;
        world.ownership.add(this);
    }

    @Override
    public boolean hasEnded() {
        return isOver();
    }

    abstract void start();

    /// Says goodbye, as far as its protocol does, and ends.
    abstract void leave();

    /// Whether it is where it wants to be, and for what it is told has nothing to do.
    abstract boolean isSettled();

    /// What it works on, by name.
    abstract SortedSet<TopicPartition> partitions();

    abstract void commit();

    /// From time to time, for as long as it is there.
    final void keepCommitting() {
        later(
                200 + world.random.nextInt(1_500),
                () -> {
                    commit();
                    keepCommitting();
                });
    }

    final void sendCommit(
            TopicPartition partition, TopicId topicId, MemberAt at, Consumer<GroupReply> heard) {
        OffsetToCommit offset =
                new OffsetToCommit(
                        partition, world.nextNumber(), OptionalInt.empty(), name(), topicId);
        ask(
                token ->
                        new CommitOffsets(
                                token,
                                groupId(),
                                at.epoch(),
                                at.memberId(),
                                role.instanceId(),
                                List.of(offset)),
                Copies.LATE,
                REQUEST_TIMEOUT_MS,
                heard);
    }

    /// A member, and its generation or epoch when it speaks.
    record MemberAt(String memberId, int epoch) {}

    final Optional<TopicId> idOf(String topic) {
        return world.topics.find(topic).map(known -> TopicIds.of(known.id()));
    }

    final <T> T one(List<T> of) {
        return of.get(world.random.nextInt(of.size()));
    }
}
