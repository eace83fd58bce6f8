package dev.regroup.simulation;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.DeleteGroup;
import dev.regroup.coordinator.group.GroupCommand.DeleteOffsets;
import dev.regroup.coordinator.group.GroupCommand.FetchOffsets;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.offset.TopicPartition;
import dev.regroup.simulation.Connection.Copies;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Somebody outside a group: stores and reads its offsets, and now and then deletes some or all.
final class OffsetClient extends ClientProcess {
    private static final int TIMEOUT_MS = 3_000;
    private static final int DELETED_AT_ONCE_MAX = 3;

    private final int commitsOneIn;

    /// @param commitsOneIn how often it commits, of the times that it does something
    OffsetClient(World world, String groupId, int commitsOneIn) {
        super(world, groupId, "offsets");
        this.commitsOneIn = commitsOneIn;
    }

    void start() {
        later(
                world.random.nextInt(1_000),
                () -> {
                    act();
                    start();
                });
    }

    @Override
    void lostAnswers() {
        // The next thing it does opens another connection.
    }

    private void act() {
        if (world.random.nextInt(commitsOneIn) == 0) {
            anyPartition().ifPresent(this::commit);
        } else if (world.weather.tempts(15)) {
            anyPartition().ifPresent(this::delete);
        } else if (world.weather.tempts(60)) {
            deleteGroup();
        } else {
            fetch();
        }
    }

    private Optional<TopicPartition> anyPartition() {
        List<Topic> topics =
                world.topics.all().stream().filter(topic -> !topic.internal()).toList();
        if (topics.isEmpty()) {
            return Optional.empty();
        }
        Topic topic = topics.get(world.random.nextInt(topics.size()));
        return Optional.of(
                new TopicPartition(topic.name(), world.random.nextInt(topic.partitions())));
    }

    private void commit(TopicPartition partition) {
        world.topics
                .find(partition.topic())
                .ifPresent(topic -> {
                    OffsetToCommit offset =
                            new OffsetToCommit(
                                    partition,
                                    world.nextNumber(),
                                    OptionalInt.of(0),
                                    "",
                                    TopicIds.of(topic.id()));
                    ask(
                            token ->
                                    new CommitOffsets(
                                            token,
                                            groupId(),
                                            -1,
                                            "",
                                            Optional.empty(),
                                            List.of(offset)),
                            Copies.LATE,
                            TIMEOUT_MS,
                            reply -> {});
                });
    }

    void fetch() {
        ask(
                token -> new FetchOffsets(token, groupId(), Optional.empty()),
                Copies.LATE,
                TIMEOUT_MS,
                reply -> {});
    }

    private void delete(TopicPartition partition) {
        ask(
                token -> new DeleteOffsets(token, groupId(), List.of(partition)),
                Copies.LATE,
                TIMEOUT_MS,
                reply -> {});
    }

    private void deleteGroup() {
        ask(
                token -> new DeleteGroup(token, groupId(), DELETED_AT_ONCE_MAX),
                Copies.LATE,
                TIMEOUT_MS,
                reply -> {});
    }
}
