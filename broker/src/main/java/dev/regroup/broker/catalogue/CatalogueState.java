package dev.regroup.broker.catalogue;

import dev.regroup.broker.catalogue.CatalogueEvent.PartitionsAdded;
import dev.regroup.broker.catalogue.CatalogueEvent.ProducerIdsReserved;
import dev.regroup.broker.catalogue.CatalogueEvent.SettingsReplaced;
import dev.regroup.broker.catalogue.CatalogueEvent.TopicCreated;
import dev.regroup.broker.catalogue.CatalogueEvent.TopicDeleted;
import dev.regroup.broker.settings.DynamicSettings;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.SettingsOwner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/// The durable state of the catalogue: changed by [#apply] only.
final class CatalogueState {
    private final TreeMap<String, Topic> byName = new TreeMap<>();
    private final Map<Uuid, Topic> byId = new HashMap<>();
    private final Map<String, String> byMetricName = new HashMap<>();
    private long version;
    private long nextProducerId;
    private DynamicSettings settings = DynamicSettings.NONE;

    void apply(CatalogueEvent event) {
        if (event.version() != version + 1) {
            throw new IllegalStateException(
                    "catalogue at version %d cannot take version %d"
                            .formatted(version, event.version()));
        }
        change(event);
        version = event.version();
    }

    /// Takes the place of all events up to now: what [#snapshot] gave once.
    void restore(List<CatalogueEvent> snapshot) {
        snapshot.forEach(this::change);
        version = snapshot.getLast().version();
    }

    /// Events that bring the state back: topics and settings as they are, and last the version with
    /// the producer ids.
    List<CatalogueEvent> snapshot() {
        List<CatalogueEvent> events = new ArrayList<>();
        byName.values().forEach(topic -> events.add(new TopicCreated(topic)));
        settings.all()
                .forEach((owner, values) ->
                        events.add(new SettingsReplaced(version, owner, values)));
        events.add(new ProducerIdsReserved(version, nextProducerId));
        return events;
    }

    private void change(CatalogueEvent event) {
        switch (event) {
            case TopicCreated created -> put(created.topic());
            case PartitionsAdded added ->
                    put(
                            existing(added.topicId())
                                    .withPartitions(added.partitions(), added.version()));
            case TopicDeleted deleted -> {
                String name = existing(deleted.topicId()).name();
                byName.remove(name);
                byMetricName.remove(metricName(name), name);
                byId.remove(deleted.topicId());
            }
            case SettingsReplaced replaced -> replace(replaced);
            case ProducerIdsReserved reserved -> nextProducerId = reserved.nextProducerId();
        }
    }

    long version() {
        return version;
    }

    long nextProducerId() {
        return nextProducerId;
    }

    Optional<Topic> byName(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Optional<Topic> byId(Uuid id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// In the order of their names.
    Collection<Topic> topics() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /// What was set for `owner`, a topic included.
    SortedMap<String, String> settings(SettingsOwner owner) {
        return owner.scope() == Scope.TOPIC ? existing(owner).configs() : settings.of(owner);
    }

    /// Settings of others than topics.
    DynamicSettings settings() {
        return settings;
    }

    private void replace(SettingsReplaced replaced) {
        if (replaced.owner().scope() == Scope.TOPIC) {
            put(existing(replaced.owner()).withConfigs(replaced.values()));
        } else {
            settings = settings.with(replaced.owner(), replaced.values());
        }
    }

    private Topic existing(SettingsOwner owner) {
        Topic topic = byName.get(owner.name());
        if (topic == null) {
            throw new IllegalStateException("no %s in the catalogue".formatted(owner));
        }
        return topic;
    }

    private Topic existing(Uuid id) {
        Topic topic = byId.get(id);
        if (topic == null) {
            throw new IllegalStateException("no topic %s in the catalogue".formatted(id));
        }
        return topic;
    }

    /// A topic whose name differs from `name` in '.' and '_' only: as names of metrics they would
    /// be the same.
    Optional<String> clash(String name) {
        return Optional.ofNullable(byMetricName.get(metricName(name)))
                .filter(other -> !other.equals(name));
    }

    private static String metricName(String name) {
        return name.replace('.', '_');
    }

    private void put(Topic topic) {
        byName.put(topic.name(), topic);
        byMetricName.put(metricName(topic.name()), topic.name());
        byId.put(topic.id(), topic);
    }
}
