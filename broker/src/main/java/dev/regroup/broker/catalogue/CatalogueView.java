package dev.regroup.broker.catalogue;

import dev.regroup.broker.settings.DynamicSettings;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/// The topics that clients may see: durable, and opened by every shard that holds a part of them.
/// Immutable.
public final class CatalogueView {
    public static final CatalogueView EMPTY =
            new CatalogueView(new TreeMap<>(), Map.of(), DynamicSettings.NONE, 0);

    private final SortedMap<String, Topic> byName;
    private final Map<Uuid, Topic> byId;
    private final DynamicSettings settings;
    private final long version;

    private CatalogueView(
            SortedMap<String, Topic> byName,
            Map<Uuid, Topic> byId,
            DynamicSettings settings,
            long version) {
        this.byName = byName;
        this.byId = byId;
        this.settings = settings;
        this.version = version;
    }

    private CatalogueView withTopics(SortedMap<String, Topic> topics) {
        return new CatalogueView(
                topics,
                topics.values().stream().collect(Collectors.toMap(Topic::id, Function.identity())),
                settings,
                version);
    }

    public Optional<Topic> byName(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Optional<Topic> byId(Uuid id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// In the order of their names.
    public Collection<Topic> topics() {
        return Collections.unmodifiableCollection(byName.values());
    }

    public CatalogueView with(Topic topic) {
        SortedMap<String, Topic> copy = new TreeMap<>(byName);
        copy.put(topic.name(), topic);
        return withTopics(copy);
    }

    public CatalogueView without(Topic topic) {
        SortedMap<String, Topic> copy = new TreeMap<>(byName);
        copy.remove(topic.name());
        return withTopics(copy);
    }

    /// The version of the catalogue that is shown, but for topics that are still being opened.
    public long version() {
        return version;
    }

    /// Settings of others than topics.
    public DynamicSettings settings() {
        return settings;
    }

    public CatalogueView with(DynamicSettings changed) {
        return new CatalogueView(byName, byId, changed, version);
    }

    public CatalogueView at(long newVersion) {
        return new CatalogueView(byName, byId, settings, newVersion);
    }

    public static CatalogueView of(
            Collection<Topic> topics, DynamicSettings settings, long version) {
        SortedMap<String, Topic> byName = new TreeMap<>();
        topics.forEach(topic -> byName.put(topic.name(), topic));
        return EMPTY.with(settings).at(version).withTopics(byName);
    }
}
