package dev.regroup.broker.catalogue;

import dev.regroup.coordinator.offset.TopicId;
import org.apache.kafka.common.Uuid;

/// Ids of topics, as the wire has them and as the core does.
public final class TopicIds {
    private TopicIds() {}

    public static TopicId of(Uuid id) {
        return new TopicId(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    public static Uuid uuid(TopicId id) {
        return new Uuid(id.mostSignificantBits(), id.leastSignificantBits());
    }
}
