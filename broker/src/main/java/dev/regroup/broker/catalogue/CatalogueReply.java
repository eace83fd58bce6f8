package dev.regroup.broker.catalogue;

import dev.regroup.broker.settings.SettingsOwner;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/// Answers to [CatalogueCommand]s.
public sealed interface CatalogueReply {
    enum Reason {
        TOPIC_ALREADY_EXISTS,
        UNKNOWN_TOPIC,
        UNKNOWN_TOPIC_ID,
        INVALID_PARTITIONS,
        /// A name that clashes with another topic's.
        INVALID_TOPIC,
        /// A setting's name or value.
        INVALID_SETTING,
        /// Settings that cannot be altered in this way.
        SETTING_NOT_ALTERABLE,
        /// Shard 0 lost its log or is loading it.
        NOT_AVAILABLE
    }

    /// What became of one topic of a request.
    sealed interface Outcome {}

    record Done(Topic topic) implements Outcome {}

    record Refused(Reason reason, String detail) implements Outcome, SettingsOutcome {}

    /// What became of one owner's settings.
    sealed interface SettingsOutcome {}

    record Altered() implements SettingsOutcome {}

    record ByOwner(Map<SettingsOwner, SettingsOutcome> outcomes) implements CatalogueReply {}

    /// By name, for creation and added partitions.
    record ByName(Map<String, Outcome> outcomes) implements CatalogueReply {}

    /// By id, for deletion.
    record ById(Map<Uuid, Outcome> outcomes) implements CatalogueReply {}

    /// Ids `[first, first + count)` belong to the asker.
    record ProducerIds(long first, int count) implements CatalogueReply {}

    record Unavailable(String detail) implements CatalogueReply {}
}
