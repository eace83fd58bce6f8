package dev.regroup.broker.offsets;

import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;

/// Reads the offsets of one batch: here the wire's -1 becomes absence.
///
/// Offsets that are committed together are mostly of few topics and without a note. What says the
/// same is one object, since a broker may keep millions of them.
final class OffsetReader {
    private String topic = "";
    private TopicId topicId = TopicId.NONE;

    TopicPartition partition(OffsetCommitKey key) {
        if (!key.topic().equals(topic)) {
            topic = key.topic();
        }
        return new TopicPartition(topic, key.partition());
    }

    CommittedOffset offset(OffsetCommitValue value) {
        TopicId read = TopicIds.of(value.topicId());
        if (!read.equals(topicId)) {
            topicId = read;
        }
        return new CommittedOffset(
                value.offset(),
                value.leaderEpoch() < 0 ? OptionalInt.empty() : OptionalInt.of(value.leaderEpoch()),
                value.metadata().isEmpty() ? "" : value.metadata(),
                value.commitTimestamp(),
                value.expireTimestamp() < 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(value.expireTimestamp()),
                topicId);
    }
}
