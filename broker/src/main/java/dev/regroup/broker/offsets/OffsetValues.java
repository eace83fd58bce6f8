package dev.regroup.broker.offsets;

import dev.regroup.coordinator.offset.CommittedOffset;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;

/// A committed offset as OffsetCommitValue; [OffsetReader] reads it.
final class OffsetValues {
    private static final short VERSION_WITH_EXPIRY = 1;
    private static final short VERSION = 4;

    private OffsetValues() {}

    /// Only v1 has a place for the expiry.
    static short version(CommittedOffset offset) {
        return offset.expireTimestampMs().isPresent() ? VERSION_WITH_EXPIRY : VERSION;
    }

    static OffsetCommitValue offset(CommittedOffset offset) {
        return new OffsetCommitValue()
                .setOffset(offset.offset())
                .setLeaderEpoch(offset.leaderEpoch().orElse(-1))
                .setMetadata(offset.metadata())
                .setCommitTimestamp(offset.commitTimestampMs())
                .setExpireTimestamp(offset.expireTimestampMs().orElse(-1))
                .setTopicId(
                        new Uuid(
                                offset.topicId().mostSignificantBits(),
                                offset.topicId().leastSignificantBits()));
    }
}
