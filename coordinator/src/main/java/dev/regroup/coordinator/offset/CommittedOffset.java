package dev.regroup.coordinator.offset;

import java.util.OptionalInt;
import java.util.OptionalLong;

/// What a group has committed for one partition (OffsetCommitValue).
///
/// @param offset the next offset to read
/// @param leaderEpoch epoch of the leader the last record was read from, if the client knew it
/// @param metadata the client's own note; `""` if none
/// @param commitTimestampMs wall clock at commit
/// @param expireTimestampMs when to expire it, set only by OffsetCommit v2-4 with a retention time
public record CommittedOffset(
        long offset,
        OptionalInt leaderEpoch,
        String metadata,
        long commitTimestampMs,
        OptionalLong expireTimestampMs,
        TopicId topicId) {}
