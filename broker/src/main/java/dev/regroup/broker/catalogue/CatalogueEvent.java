package dev.regroup.broker.catalogue;

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

    record ProducerIdsReserved(long version, long nextProducerId) implements CatalogueEvent {}
}
