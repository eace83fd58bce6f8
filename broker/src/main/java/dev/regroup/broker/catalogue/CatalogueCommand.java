package dev.regroup.broker.catalogue;

import dev.regroup.broker.settings.SettingsOwner;
import dev.regroup.coordinator.ReplyToken;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/// What can be asked of the catalogue. Names and numbers have been checked for form at the edge.
public sealed interface CatalogueCommand {
    /// @param freshId the id it gets if it is created
    record NewTopic(Uuid freshId, String name, int partitions, Map<String, String> configs) {}

    /// @param mode whether to create, or only to say whether it could be done
    record CreateTopics(ReplyToken token, List<NewTopic> topics, Mode mode)
            implements CatalogueCommand {
        public CreateTopics {
            topics = List.copyOf(topics);
        }
    }

    enum Mode {
        CARRY_OUT,
        VALIDATE_ONLY
    }

    record DeleteTopics(ReplyToken token, List<Uuid> topicIds) implements CatalogueCommand {
        public DeleteTopics {
            topicIds = List.copyOf(topicIds);
        }
    }

    /// @param partitions the total wanted, by topic name
    record AddPartitions(ReplyToken token, Map<String, Integer> partitions, Mode mode)
            implements CatalogueCommand {
        public AddPartitions {
            partitions = Map.copyOf(partitions);
        }
    }

    /// Alters settings, each owner's all together or not at all.
    record AlterSettings(ReplyToken token, List<Alteration> alterations, Mode mode)
            implements CatalogueCommand {
        public AlterSettings {
            alterations = List.copyOf(alterations);
        }
    }

    /// @param basis what the edits start from
    record Alteration(SettingsOwner owner, Basis basis, List<Edit> edits) {
        public Alteration {
            edits = List.copyOf(edits);
        }
    }

    enum Basis {
        PRESENT,
        /// Settings that the edits do not name go back to their defaults.
        NOTHING
    }

    enum Operation {
        SET,
        DELETE,
        /// Adds the elements of a list that are missing.
        APPEND,
        SUBTRACT
    }

    /// @param value without meaning for [Operation#DELETE]
    record Edit(String name, Operation operation, String value) {}

    /// A range of producer ids for this node to hand out.
    record ReserveProducerIds(ReplyToken token) implements CatalogueCommand {}

    /// A shard has opened what the catalogue's `version` of the topic gives it, durably.
    record ShardOpened(int shard, Uuid topicId, long version) implements CatalogueCommand {}
}
