package dev.regroup.broker.catalogue;

import dev.regroup.broker.settings.SettingsOwner;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/// What changed in the catalogue, durably. Each carries the version that it makes.
public sealed interface CatalogueEvent {
    long version();

    record TopicCreated(Topic topic) implements CatalogueEvent {
        @Override
        public long version() {
            return topic.version();
        }
    }

    record PartitionsAdded(long version, Uuid topicId, int partitions) implements CatalogueEvent {}

    record TopicDeleted(long version, Uuid topicId) implements CatalogueEvent {}

    /// @param values all that the owner has set from now on; empty forgets it
    record SettingsReplaced(long version, SettingsOwner owner, SortedMap<String, String> values)
            implements CatalogueEvent {
        public SettingsReplaced {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }
    }

    record ProducerIdsReserved(long version, long nextProducerId) implements CatalogueEvent {}
}
