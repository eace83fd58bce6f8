package dev.regroup.broker.shard;

import dev.regroup.broker.catalogue.Catalogue;
import dev.regroup.broker.catalogue.CatalogueCommand;
import dev.regroup.broker.catalogue.CatalogueDecision;
import dev.regroup.broker.catalogue.CatalogueDecision.Gone;
import dev.regroup.broker.catalogue.CatalogueDecision.Present;
import dev.regroup.broker.catalogue.CatalogueDecision.SettingsShown;
import dev.regroup.broker.catalogue.CatalogueDecision.Shown;
import dev.regroup.broker.catalogue.CatalogueDecision.TopicChange;
import dev.regroup.broker.catalogue.CatalogueEvent;
import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Placement;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.ShardCommand.OnGroups;
import dev.regroup.broker.shard.ShardCommand.Reconcile;
import dev.regroup.broker.shard.ShardCommand.TopicChanged;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.group.GroupCommand.TopicsChanged;
import dev.regroup.coordinator.group.GroupReply;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The catalogue in shard 0: carries commands to it, its events into the log, and what follows to
/// the other shards and the view.
final class CatalogueSide {
    private static final int GROUPS_PER_COMMAND_MAX = 1_000;
    private static final CatalogueReply LOST =
            new CatalogueReply.Unavailable("the catalogue lost its log");

    private final Catalogue catalogue;
    private final ShardEnvironment environment;
    private final OffsetRemoval removal;
    private long position;

    CatalogueSide(ShardEnvironment environment) {
        this.catalogue = new Catalogue(environment.placement(), environment.bounds());
        this.environment = environment;
        this.removal = new OffsetRemoval(environment.post());
    }

    void replay(CatalogueEvent event) {
        catalogue.replay(event);
    }

    void restore(List<CatalogueEvent> snapshot) {
        catalogue.restore(snapshot);
    }

    /// The durable state, all that was decided included.
    List<CatalogueEvent> snapshot() {
        return catalogue.snapshot();
    }

    /// Replay is over: clients see the topics, the other shards compare theirs with them.
    void loaded() {
        environment
                .catalogue()
                .publish(
                        CatalogueView.of(
                                catalogue.topics(), catalogue.settings(), catalogue.version()));
        for (int shard = 0; shard < environment.placement().shards(); shard++) {
            tellTopics(shard);
        }
    }

    void tellTopics(int shard) {
        environment
                .post()
                .send(shard, new Reconcile(List.copyOf(catalogue.topics()), catalogue.opening()));
    }

    void decide(Turn turn, CatalogueCommand command) {
        CatalogueDecision decision = catalogue.decide(command);
        for (CatalogueEvent event : decision.durable()) {
            position = turn.log(EntryCodec.catalogue(event));
        }
        // The journal is ordered across shards, so that the others may hear at once: what they
        // log is durable only after this.
        decision.tell().forEach(this::tell);
        if (!decision.durable().isEmpty()) {
            long version = decision.durable().getLast().version();
            turn.whenDurable(position, () -> showVersion(version));
        }
        decision.shown().forEach(change -> turn.whenDurable(position, () -> show(change)));
        for (TopicChange change : decision.tell()) {
            if (change instanceof Gone gone) {
                turn.whenDurable(position, () -> removeOffsets(gone.topic()));
            }
        }
        decision.replies()
                .forEach(addressed ->
                        turn.reply(position, replyTo(addressed.token()), addressed.reply(), LOST));
    }

    void abandon() {
        catalogue
                .abandon("the catalogue lost its log")
                .forEach(addressed -> replyTo(addressed.token()).deliver(addressed.reply()));
    }

    private void tell(TopicChange change) {
        Placement placement = environment.placement();
        Topic topic = change.topic();
        int concerned = Math.min(topic.partitions(), placement.shards());
        for (int partition = 0; partition < concerned; partition++) {
            environment.post().send(placement.shardOf(topic, partition), new TopicChanged(change));
        }
    }

    private void removeOffsets(Topic gone) {
        for (int shard = 0; shard < environment.placement().shards(); shard++) {
            removal.start(shard, Optional.of(gone.name()));
        }
    }

    private void showVersion(long version) {
        environment.catalogue().publish(environment.catalogue().view().at(version));
    }

    private void show(Shown change) {
        CataloguePublication publication = environment.catalogue();
        publication.publish(
                switch (change) {
                    case Present present -> publication.view().with(present.topic());
                    case Gone gone -> publication.view().without(gone.topic());
                    case SettingsShown shown ->
                            publication
                                    .view()
                                    .with(
                                            publication
                                                    .view()
                                                    .settings()
                                                    .with(shown.owner(), shown.values()));
                });
        switch (change) {
            case Present present -> noteInGroups(present.topic().name());
            case Gone gone -> noteInGroups(gone.topic().name());
            case SettingsShown shown -> {}
        }
    }

    /// Groups look whether the topic concerns them, a bounded number of groups at a time.
    private void noteInGroups(String topic) {
        for (int shard = 0; shard < environment.placement().shards(); shard++) {
            if (environment.population().hasConsumers(shard)) {
                noteInGroups(shard, topic, "");
            }
        }
    }

    private void noteInGroups(int shard, String topic, String after) {
        ReplyTo<GroupReply> goOn =
                reply -> {
                    if (reply instanceof GroupReply.TopicsNoted noted) {
                        noted.next().ifPresent(next -> noteInGroups(shard, topic, next));
                    }
                };
        environment
                .post()
                .send(
                        shard,
                        new OnGroups(
                                new TopicsChanged(
                                        goOn, Set.of(topic), after, GROUPS_PER_COMMAND_MAX)));
    }

    @SuppressWarnings("unchecked") // the contract of ShardCommand.OnCatalogue
    private static ReplyTo<CatalogueReply> replyTo(ReplyToken token) {
        return (ReplyTo<CatalogueReply>) token;
    }
}
