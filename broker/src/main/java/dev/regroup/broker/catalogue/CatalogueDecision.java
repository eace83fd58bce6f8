package dev.regroup.broker.catalogue;

import dev.regroup.broker.settings.SettingsOwner;
import dev.regroup.coordinator.ReplyToken;
import java.util.List;
import java.util.SortedMap;

/// What came of one [CatalogueCommand]. Its events have been applied already.
///
/// @param durable to be logged in this order
/// @param tell topics that other shards must hear of, as they now are
/// @param shown changes of the view, to be published once the events are durable
public record CatalogueDecision(
        List<CatalogueEvent> durable,
        List<Addressed> replies,
        List<TopicChange> tell,
        List<Shown> shown) {
    public CatalogueDecision {
        durable = List.copyOf(durable);
        replies = List.copyOf(replies);
        tell = List.copyOf(tell);
        shown = List.copyOf(shown);
    }

    public record Addressed(ReplyToken token, CatalogueReply reply) {}

    /// A change of the view.
    public sealed interface Shown {}

    /// Settings of another owner than a topic, as they now are.
    public record SettingsShown(SettingsOwner owner, SortedMap<String, String> values)
            implements Shown {}

    /// One topic's change.
    public sealed interface TopicChange extends Shown {
        Topic topic();
    }

    /// The topic exists with these partitions.
    public record Present(Topic topic) implements TopicChange {}

    /// The topic, as it was last, is no more. `version` is the deletion's.
    public record Gone(Topic topic, long version) implements TopicChange {}
}
