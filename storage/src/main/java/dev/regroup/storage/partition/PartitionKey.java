package dev.regroup.storage.partition;

import org.apache.kafka.common.Uuid;

/// A partition by its topic's id, so that a topic created anew under an old name is another one.
public record PartitionKey(Uuid topicId, int partition) {}
