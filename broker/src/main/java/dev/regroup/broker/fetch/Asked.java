package dev.regroup.broker.fetch;

import org.apache.kafka.common.message.FetchRequestData.FetchPartition;

/// What is asked of one partition.
public record Asked(FetchKey key, FetchPartition partition) {}
