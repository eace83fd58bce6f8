package dev.regroup.broker.fetch;

import org.apache.kafka.common.Uuid;

/// A partition as a fetch request names it: by the topic's id from v13 on, by its name before.
///
/// @param topicId [Uuid#ZERO_UUID] where the name is given
/// @param topic "" where the id is given
public record FetchKey(Uuid topicId, String topic, int partition) {}
