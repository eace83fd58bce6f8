package dev.regroup.storage.compact;

/// When a topic's partitions are compacted, by Kafka's settings of the same names.
///
/// @param minDirtyRatio `min.cleanable.dirty.ratio`: from 0 to 1, how much of a log is to be
///   uncompacted before it is compacted
/// @param minLagMs `min.compaction.lag.ms`: for how long at least a record stays
/// @param maxLagMs `max.compaction.lag.ms`: after how long it is compacted whatever the ratio
/// @param deleteRetentionMs `delete.retention.ms`: for how long a tombstone stays once what lies
///   before it has been compacted
public record CompactionRule(
        double minDirtyRatio, long minLagMs, long maxLagMs, long deleteRetentionMs) {}
