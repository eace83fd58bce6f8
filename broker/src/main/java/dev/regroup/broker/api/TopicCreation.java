package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueCommand;
import dev.regroup.broker.catalogue.CatalogueCommand.CreateTopics;
import dev.regroup.broker.catalogue.CatalogueCommand.NewTopic;
import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.broker.shard.ReplyTo;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidTopicException;

/// Topics that come into being because a client asks for them: those it names, where that is
/// switched on, and `__consumer_offsets` with the first group.
public final class TopicCreation {
    private final Requests requests;
    private final TopicDefaults defaults;

    public TopicCreation(Requests requests, TopicDefaults defaults) {
        this.requests = requests;
        this.defaults = defaults;
    }

    boolean automatic() {
        return defaults.autoCreate();
    }

    int defaultPartitions() {
        return defaults.partitions();
    }

    /// Creates those of `names` that do not exist, then runs `done`, whatever came of it: the view
    /// tells.
    void create(Collection<String> names, Runnable done) {
        ReplyTo<CatalogueReply> replyTo = reply -> done.run();
        requests.onCatalogue(
                new CreateTopics(
                        replyTo,
                        names.stream().map(this::newTopic).toList(),
                        CatalogueCommand.Mode.CARRY_OUT));
    }

    /// Why `name` cannot be a topic's name, if it cannot: 1 to 249 characters of `a-z A-Z 0-9 . _
    /// -`, not `.` or `..`.
    static Optional<String> nameProblem(String name) {
        try {
            org.apache.kafka.common.internals.Topic.validate(name);
            return Optional.empty();
        } catch (InvalidTopicException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private NewTopic newTopic(String name) {
        int partitions =
                name.equals(Topic.OFFSETS_NAME)
                        ? requests.placement().shards()
                        : defaults.partitions();
        Map<String, String> configs =
                name.equals(Topic.OFFSETS_NAME) ? Map.of("cleanup.policy", "compact") : Map.of();
        return new NewTopic(Uuid.randomUuid(), name, partitions, configs);
    }
}
