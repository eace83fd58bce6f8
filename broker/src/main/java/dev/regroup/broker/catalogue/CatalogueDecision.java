package dev.regroup.broker.catalogue;

import dev.regroup.coordinator.ReplyToken;
import java.util.List;

/// What came of one [CatalogueCommand]. Its events have been applied already.
///
/// @param durable to be logged in this order
/// @param tell topics that other shards must hear of, as they now are
/// @param shown changes of the view, to be published once the events are durable
public record CatalogueDecision(
        List<CatalogueEvent> durable,
        List<Addressed> replies,
        List<TopicChange> tell,
        List<TopicChange> shown) {
    public CatalogueDecision {
        durable = List.copyOf(durable);
        replies = List.copyOf(replies);
        tell = List.copyOf(tell);
        shown = List.copyOf(shown);
    }

    public record Addressed(ReplyToken token, CatalogueReply reply) {}

    /// One topic's change.
    public sealed interface TopicChange {
        Topic topic();
    }

    /// The topic exists with these partitions.
    public record Present(Topic topic) implements TopicChange {}

    /// The topic, as it was last, is no more. `version` is the deletion's.
    public record Gone(Topic topic, long version) implements TopicChange {}
}
