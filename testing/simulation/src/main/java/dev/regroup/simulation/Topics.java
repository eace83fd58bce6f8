package dev.regroup.simulation;

import dev.regroup.broker.catalogue.CatalogueCommand;
import dev.regroup.broker.catalogue.CatalogueCommand.AddPartitions;
import dev.regroup.broker.catalogue.CatalogueCommand.CreateTopics;
import dev.regroup.broker.catalogue.CatalogueCommand.DeleteTopics;
import dev.regroup.broker.catalogue.CatalogueCommand.Mode;
import dev.regroup.broker.catalogue.CatalogueCommand.NewTopic;
import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.catalogue.CatalogueReply.ById;
import dev.regroup.broker.catalogue.CatalogueReply.Done;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.broker.shard.ShardCommand.OnCatalogue;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.offset.TopicId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;

/// Topics that come, grow and go.
final class Topics {
    static final List<String> NAMES = List.of("orders", "payments", "returns", "stock");

    /// Where groups live, under the same id from the start.
    static final Uuid OFFSETS = new Uuid(1, 1);

    private static final int PARTITIONS_MAX = 8;

    private final World world;
    private final Set<TopicId> doomed = new TreeSet<>();
    private final Set<TopicId> gone = new TreeSet<>();

    Topics(World world) {
        this.world = world;
    }

    /// Whether somebody has asked for the topic to be deleted.
    boolean isDoomed(TopicId id) {
        return doomed.contains(id);
    }

    /// Topics of which somebody was told that they are deleted.
    Set<TopicId> gone() {
        return Set.copyOf(gone);
    }

    Optional<Topic> find(String name) {
        return world.edge.node().catalogue().byName(name);
    }

    Optional<Topic> find(TopicId id) {
        return world.edge.node().catalogue().byId(TopicIds.uuid(id));
    }

    Collection<Topic> all() {
        return world.edge.node().catalogue().topics();
    }

    /// All partitions of the topics of these names that exist.
    Partitions partitions(Collection<String> names) {
        Partitions.Builder all = Partitions.builder();
        names.forEach(name ->
                find(name)
                        .ifPresent(topic -> {
                            for (int number = 0; number < topic.partitions(); number++) {
                                all.add(TopicIds.of(topic.id()), number);
                            }
                        }));
        return all.build();
    }

    void createOffsetsTopic() {
        create(Topic.OFFSETS_NAME, OFFSETS, SimulatedNode.SHARDS);
    }

    void createAll() {
        NAMES.forEach(this::create);
    }

    private void create(String name) {
        create(name, TopicIds.uuid(world.freshTopicId()), 1 + world.random.nextInt(4));
    }

    private void create(String name, Uuid id, int partitions) {
        world.trace.note("", "topics", "create %s with %d".formatted(name, partitions));
        ask(
                new CreateTopics(
                        ignored(),
                        List.of(new NewTopic(id, name, partitions, Map.of())),
                        Mode.CARRY_OUT));
    }

    /// One of them comes, grows or goes.
    void change() {
        String name = NAMES.get(world.random.nextInt(NAMES.size()));
        Optional<Topic> topic = find(name);
        if (topic.isEmpty()) {
            create(name);
        } else if (world.oneIn(3)) {
            delete(topic.get());
        } else if (topic.get().partitions() < PARTITIONS_MAX) {
            world.trace.note("", "topics", "one partition more for " + name);
            ask(
                    new AddPartitions(
                            ignored(), Map.of(name, topic.get().partitions() + 1), Mode.CARRY_OUT));
        }
    }

    private void delete(Topic topic) {
        TopicId id = TopicIds.of(topic.id());
        doomed.add(id);
        world.trace.note("", "topics", "delete " + topic.name());
        ReplyTo<CatalogueReply> answered =
                reply -> {
                    if (reply instanceof ById byId
                            && byId.outcomes().get(topic.id()) instanceof Done) {
                        gone.add(id);
                    }
                };
        ask(new DeleteTopics(answered, List.of(topic.id())));
    }

    private void ask(CatalogueCommand command) {
        world.edge.node().request(0, new OnCatalogue(command));
    }

    private static ReplyTo<CatalogueReply> ignored() {
        return reply -> {};
    }
}
