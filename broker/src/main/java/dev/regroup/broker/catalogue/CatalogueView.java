package dev.regroup.broker.catalogue;

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
    public static final CatalogueView EMPTY = new CatalogueView(new TreeMap<>());

    private final SortedMap<String, Topic> byName;
    private final Map<Uuid, Topic> byId;

    private CatalogueView(SortedMap<String, Topic> byName) {
        this.byName = byName;
        this.byId =
                byName.values().stream().collect(Collectors.toMap(Topic::id, Function.identity()));
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
        return new CatalogueView(copy);
    }

    public CatalogueView without(Topic topic) {
        SortedMap<String, Topic> copy = new TreeMap<>(byName);
        copy.remove(topic.name());
        return new CatalogueView(copy);
    }

    public static CatalogueView of(Collection<Topic> topics) {
        SortedMap<String, Topic> byName = new TreeMap<>();
        topics.forEach(topic -> byName.put(topic.name(), topic));
        return new CatalogueView(byName);
    }
}
