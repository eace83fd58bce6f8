package dev.regroup.broker.shard;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.coordinator.offset.KnownTopics;
import dev.regroup.coordinator.offset.TopicId;
import org.apache.kafka.common.Uuid;

/// The topics that clients may see, as groups know of them.
record ShownTopics(CatalogueView view) implements KnownTopics {
    @Override
    public boolean contains(String name, TopicId id) {
        if (id.equals(TopicId.NONE)) {
            return view.byName(name).isPresent();
        }
        Uuid uuid = new Uuid(id.mostSignificantBits(), id.leastSignificantBits());
        return view.byId(uuid).isPresent();
    }
}
