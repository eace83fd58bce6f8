package dev.regroup.broker.catalogue;

import dev.regroup.broker.catalogue.CatalogueCommand.AddPartitions;
import dev.regroup.broker.catalogue.CatalogueCommand.AlterSettings;
import dev.regroup.broker.catalogue.CatalogueCommand.Alteration;
import dev.regroup.broker.catalogue.CatalogueCommand.CreateTopics;
import dev.regroup.broker.catalogue.CatalogueCommand.DeleteTopics;
import dev.regroup.broker.catalogue.CatalogueCommand.Mode;
import dev.regroup.broker.catalogue.CatalogueCommand.NewTopic;
import dev.regroup.broker.catalogue.CatalogueCommand.ReserveProducerIds;
import dev.regroup.broker.catalogue.CatalogueCommand.ShardOpened;
import dev.regroup.broker.catalogue.CatalogueDecision.Addressed;
import dev.regroup.broker.catalogue.CatalogueDecision.Gone;
import dev.regroup.broker.catalogue.CatalogueDecision.Present;
import dev.regroup.broker.catalogue.CatalogueEvent.PartitionsAdded;
import dev.regroup.broker.catalogue.CatalogueEvent.ProducerIdsReserved;
import dev.regroup.broker.catalogue.CatalogueEvent.SettingsReplaced;
import dev.regroup.broker.catalogue.CatalogueEvent.TopicCreated;
import dev.regroup.broker.catalogue.CatalogueEvent.TopicDeleted;
import dev.regroup.broker.catalogue.CatalogueReply.Altered;
import dev.regroup.broker.catalogue.CatalogueReply.Done;
import dev.regroup.broker.catalogue.CatalogueReply.Outcome;
import dev.regroup.broker.catalogue.CatalogueReply.Reason;
import dev.regroup.broker.catalogue.CatalogueReply.Refused;
import dev.regroup.broker.catalogue.CatalogueReply.SettingsOutcome;
import dev.regroup.broker.settings.DynamicSettings;
import dev.regroup.broker.settings.GroupBounds;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.SettingsOwner;
import dev.regroup.coordinator.ReplyToken;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.apache.kafka.common.Uuid;

/// The catalogue as a state machine: a command comes in, what follows from it goes out. Belongs to
/// shard 0's thread.
public final class Catalogue {
    /// Ids that one durable event hands to a node, as many as Kafka's controller gives at once.
    public static final int PRODUCER_ID_BLOCK = 1_000;

    private final CatalogueState state = new CatalogueState();
    private final Openings openings;
    private final GroupBounds bounds;

    /// @param bounds of what clients may set for groups
    public Catalogue(Placement placement, GroupBounds bounds) {
        this.openings = new Openings(placement);
        this.bounds = bounds;
    }

    public void replay(CatalogueEvent event) {
        state.apply(event);
    }

    /// Takes the place of all events up to now: what [#snapshot] gave once.
    public void restore(List<CatalogueEvent> snapshot) {
        state.restore(snapshot);
    }

    /// Events that bring the durable state back, for [#restore].
    public List<CatalogueEvent> snapshot() {
        return state.snapshot();
    }

    public long version() {
        return state.version();
    }

    /// Every topic, opened or not, in the order of their names.
    public Collection<Topic> topics() {
        return state.topics();
    }

    /// Settings of others than topics.
    public DynamicSettings settings() {
        return state.settings();
    }

    /// Topics that are not open in every shard yet.
    public Set<Uuid> opening() {
        return openings.topicIds();
    }

    /// Those waiting for a topic to be opened hear that it will not be now.
    public List<Addressed> abandon(String detail) {
        return openings.abandon().stream()
                .map(token -> new Addressed(token, new CatalogueReply.Unavailable(detail)))
                .toList();
    }

    public CatalogueDecision decide(CatalogueCommand command) {
        Drafting draft = new Drafting();
        switch (command) {
            case CreateTopics create -> create(draft, create);
            case DeleteTopics delete -> delete(draft, delete);
            case AddPartitions add -> addPartitions(draft, add);
            case AlterSettings alter -> alter(draft, alter);
            case ReserveProducerIds reserve -> {
                long first = state.nextProducerId();
                draft.emit(new ProducerIdsReserved(draft.next(), first + PRODUCER_ID_BLOCK));
                draft.replies.add(
                        new Addressed(
                                reserve.token(),
                                new CatalogueReply.ProducerIds(first, PRODUCER_ID_BLOCK)));
            }
            case ShardOpened opened -> {
                openings.opened(opened);
                answerComplete(draft);
            }
        }
        return new CatalogueDecision(draft.events, draft.replies, draft.tell, draft.shown);
    }

    private void create(Drafting draft, CreateTopics create) {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        List<Topic> created = new ArrayList<>();
        for (NewTopic wanted : create.topics()) {
            if (state.byName(wanted.name()).isPresent()) {
                outcomes.put(
                        wanted.name(),
                        new Refused(
                                Reason.TOPIC_ALREADY_EXISTS,
                                "Topic '%s' already exists.".formatted(wanted.name())));
                continue;
            }
            Optional<Refused> wrong =
                    clash(wanted.name())
                            .or(() -> SettingsEdit.problem(Scope.TOPIC, wanted.configs()));
            if (wrong.isPresent()) {
                outcomes.put(wanted.name(), wrong.get());
                continue;
            }
            Topic topic =
                    new Topic(
                            wanted.freshId(),
                            wanted.name(),
                            wanted.partitions(),
                            Topic.configs(wanted.configs()),
                            draft.next());
            outcomes.put(wanted.name(), new Done(topic));
            if (create.mode() == Mode.CARRY_OUT) {
                draft.emit(new TopicCreated(topic));
                created.add(topic);
            }
        }
        openAndAnswer(draft, create.token(), created, new CatalogueReply.ByName(outcomes));
    }

    private Optional<Refused> clash(String name) {
        return state.clash(name)
                .map(other ->
                        new Refused(
                                Reason.INVALID_TOPIC,
                                "Topic '%s' collides with existing topic: %s"
                                        .formatted(name, other)));
    }

    private void addPartitions(Drafting draft, AddPartitions add) {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        List<Topic> grown = new ArrayList<>();
        for (Map.Entry<String, Integer> wanted : add.partitions().entrySet()) {
            Optional<Topic> topic = state.byName(wanted.getKey());
            Optional<Refused> refusal = refusalToGrow(topic, wanted.getKey(), wanted.getValue());
            if (refusal.isPresent()) {
                outcomes.put(wanted.getKey(), refusal.get());
                continue;
            }
            Topic larger = topic.orElseThrow().withPartitions(wanted.getValue(), draft.next());
            outcomes.put(wanted.getKey(), new Done(larger));
            if (add.mode() == Mode.CARRY_OUT) {
                draft.emit(new PartitionsAdded(draft.next(), larger.id(), larger.partitions()));
                grown.add(larger);
            }
        }
        openAndAnswer(draft, add.token(), grown, new CatalogueReply.ByName(outcomes));
    }

    private static Optional<Refused> refusalToGrow(Optional<Topic> topic, String name, int wanted) {
        if (topic.isEmpty()) {
            return Optional.of(
                    new Refused(
                            Reason.UNKNOWN_TOPIC,
                            "The topic '%s' does not exist.".formatted(name)));
        }
        int present = topic.get().partitions();
        if (wanted > present && wanted <= Topic.PARTITIONS_MAX) {
            return Optional.empty();
        }
        return Optional.of(
                new Refused(
                        Reason.INVALID_PARTITIONS,
                        present == wanted
                                ? "Topic already has %d partition(s).".formatted(present)
                                : "The topic %s currently has %d partition(s); %d would not be an increase%s."
                                        .formatted(
                                                name,
                                                present,
                                                wanted,
                                                wanted > present
                                                        ? " within " + Topic.PARTITIONS_MAX
                                                        : "")));
    }

    private void delete(Drafting draft, DeleteTopics delete) {
        Map<Uuid, Outcome> outcomes = new LinkedHashMap<>();
        for (Uuid id : delete.topicIds()) {
            Optional<Topic> topic = state.byId(id);
            if (topic.isEmpty()) {
                outcomes.put(id, new Refused(Reason.UNKNOWN_TOPIC_ID, "No topic has the id " + id));
                continue;
            }
            draft.emit(new TopicDeleted(draft.next(), id));
            Gone gone = new Gone(topic.get(), state.version());
            draft.tell.add(gone);
            draft.shown.add(gone);
            openings.drop(id);
            outcomes.put(id, new Done(topic.get()));
        }
        draft.replies.add(new Addressed(delete.token(), new CatalogueReply.ById(outcomes)));
        answerComplete(draft);
    }

    private void alter(Drafting draft, AlterSettings alter) {
        Map<SettingsOwner, SettingsOutcome> outcomes = new LinkedHashMap<>();
        for (Alteration alteration : alter.alterations()) {
            outcomes.put(alteration.owner(), alterOne(draft, alteration, alter.mode()));
        }
        draft.replies.add(new Addressed(alter.token(), new CatalogueReply.ByOwner(outcomes)));
    }

    private SettingsOutcome alterOne(Drafting draft, Alteration alteration, Mode mode) {
        SettingsOwner owner = alteration.owner();
        if (owner.scope() == Scope.TOPIC && state.byName(owner.name()).isEmpty()) {
            return new Refused(
                    Reason.UNKNOWN_TOPIC, "The topic '%s' does not exist.".formatted(owner.name()));
        }
        SortedMap<String, String> present = state.settings(owner);
        return switch (SettingsEdit.edit(alteration, present)) {
            case SettingsEdit.Wrong wrong -> wrong.refused();
            case SettingsEdit.Edited(SortedMap<String, String> values) -> {
                Optional<String> outOfBounds = bounds.problem(owner.scope(), values);
                if (outOfBounds.isPresent()) {
                    yield new Refused(Reason.INVALID_SETTING, outOfBounds.get());
                }
                if (mode == Mode.CARRY_OUT && !values.equals(present)) {
                    draft.emit(new SettingsReplaced(draft.next(), owner, values));
                    show(draft, owner);
                }
                yield new Altered();
            }
        };
    }

    /// A topic that is still being opened is shown when that is done, as it is then.
    private void show(Drafting draft, SettingsOwner owner) {
        if (owner.scope() != Scope.TOPIC) {
            draft.shown.add(new CatalogueDecision.SettingsShown(owner, state.settings(owner)));
            return;
        }
        state.byName(owner.name())
                .filter(topic -> !openings.topicIds().contains(topic.id()))
                .ifPresent(topic -> draft.shown.add(new Present(topic)));
    }

    private void openAndAnswer(
            Drafting draft, ReplyToken token, List<Topic> opening, CatalogueReply reply) {
        opening.forEach(topic -> draft.tell.add(new Present(topic)));
        openings.await(token, opening, reply);
        answerComplete(draft);
    }

    private void answerComplete(Drafting draft) {
        // As it is now: its settings may have been altered while it was being opened.
        openings.takeReady()
                .forEach(ready ->
                        state.byId(ready.id())
                                .ifPresent(topic -> draft.shown.add(new Present(topic))));
        draft.replies.addAll(openings.takeAnswers());
    }

    /// Collects what follows from one command; emitting an event applies it at once.
    private final class Drafting {
        private final List<CatalogueEvent> events = new ArrayList<>();
        private final List<Addressed> replies = new ArrayList<>();
        private final List<CatalogueDecision.TopicChange> tell = new ArrayList<>();
        private final List<CatalogueDecision.Shown> shown = new ArrayList<>();

        private long next() {
            return state.version() + 1;
        }

        private void emit(CatalogueEvent event) {
            state.apply(event);
            events.add(event);
        }
    }
}
