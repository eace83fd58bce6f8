package dev.regroup.broker.offsets;

import dev.regroup.coordinator.consumer.ConsumerEvent;
import dev.regroup.coordinator.consumer.ConsumerEvent.CurrentRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.CurrentStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.EpochRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.EpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.MemberRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.MemberStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.RegexRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.RegexStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetEpochRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetEpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetStored;
import dev.regroup.coordinator.group.DurableEvent;
import dev.regroup.coordinator.group.DurableEvent.ConsumerChanged;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupRegularExpressionKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupRegularExpressionValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMetadataValue;
import org.apache.kafka.coordinator.group.generated.CoordinatorRecordType;
import org.jspecify.annotations.Nullable;

/// Records of groups of the consumer protocol (KIP-848, "Record schemas"), each in version 0, the
/// only one that Kafka 4.4 has.
final class ConsumerRecords {
    static final short VERSION = 0;

    private ConsumerRecords() {}

    static ApiMessage key(String groupId, ConsumerEvent event) {
        return switch (event) {
            case EpochStored e -> new ConsumerGroupMetadataKey().setGroupId(groupId);
            case EpochRemoved e -> new ConsumerGroupMetadataKey().setGroupId(groupId);
            case MemberStored e -> memberKey(groupId, e.memberId());
            case MemberRemoved e -> memberKey(groupId, e.memberId());
            case TargetEpochStored e ->
                    new ConsumerGroupTargetAssignmentMetadataKey().setGroupId(groupId);
            case TargetEpochRemoved e ->
                    new ConsumerGroupTargetAssignmentMetadataKey().setGroupId(groupId);
            case TargetStored e -> targetKey(groupId, e.memberId());
            case TargetRemoved e -> targetKey(groupId, e.memberId());
            case CurrentStored e -> currentKey(groupId, e.memberId());
            case CurrentRemoved e -> currentKey(groupId, e.memberId());
            case RegexStored e -> regexKey(groupId, e.regex());
            case RegexRemoved e -> regexKey(groupId, e.regex());
        };
    }

    private static ApiMessage memberKey(String groupId, String memberId) {
        return new ConsumerGroupMemberMetadataKey().setGroupId(groupId).setMemberId(memberId);
    }

    private static ApiMessage targetKey(String groupId, String memberId) {
        return new ConsumerGroupTargetAssignmentMemberKey()
                .setGroupId(groupId)
                .setMemberId(memberId);
    }

    private static ApiMessage currentKey(String groupId, String memberId) {
        return new ConsumerGroupCurrentMemberAssignmentKey()
                .setGroupId(groupId)
                .setMemberId(memberId);
    }

    private static ApiMessage regexKey(String groupId, String regex) {
        return new ConsumerGroupRegularExpressionKey()
                .setGroupId(groupId)
                .setRegularExpression(regex);
    }

    /// Null where a tombstone is meant.
    static @Nullable ApiMessage value(ConsumerEvent event) {
        return switch (event) {
            case EpochStored e ->
                    new ConsumerGroupMetadataValue()
                            .setEpoch(e.epoch())
                            .setMetadataHash(e.metadataHash());
            case MemberStored e -> ConsumerValues.member(e.metadata());
            case TargetEpochStored e ->
                    new ConsumerGroupTargetAssignmentMetadataValue()
                            .setAssignmentEpoch(e.epoch())
                            .setAssignmentTimestamp(e.wallClockMs());
            case TargetStored e -> ConsumerValues.target(e.partitions());
            case CurrentStored e -> ConsumerValues.current(e.current());
            case RegexStored e -> ConsumerValues.regex(e.resolved());
            case EpochRemoved e -> null;
            case MemberRemoved e -> null;
            case TargetEpochRemoved e -> null;
            case TargetRemoved e -> null;
            case CurrentRemoved e -> null;
            case RegexRemoved e -> null;
        };
    }

    /// The event of a record, unless it is of a kind that is not known here.
    ///
    /// @param value null where it is a tombstone
    static Optional<DurableEvent> event(short type, ByteBuffer key, @Nullable ByteBuffer value) {
        CoordinatorRecordType known;
        try {
            known = CoordinatorRecordType.fromId(type);
        } catch (org.apache.kafka.common.errors.UnsupportedVersionException e) {
            return Optional.empty();
        }
        Readable from = new ByteBufferAccessor(key);
        Values values = new Values(value);
        return switch (known) {
            case CONSUMER_GROUP_METADATA ->
                    Optional.of(
                            new ConsumerChanged(
                                    new ConsumerGroupMetadataKey(from, VERSION).groupId(),
                                    values.epoch()));
            case CONSUMER_GROUP_MEMBER_METADATA -> {
                var read = new ConsumerGroupMemberMetadataKey(from, VERSION);
                yield Optional.of(
                        new ConsumerChanged(read.groupId(), values.member(read.memberId())));
            }
            case CONSUMER_GROUP_TARGET_ASSIGNMENT_METADATA ->
                    Optional.of(
                            new ConsumerChanged(
                                    new ConsumerGroupTargetAssignmentMetadataKey(from, VERSION)
                                            .groupId(),
                                    values.targetEpoch()));
            case CONSUMER_GROUP_TARGET_ASSIGNMENT_MEMBER -> {
                var read = new ConsumerGroupTargetAssignmentMemberKey(from, VERSION);
                yield Optional.of(
                        new ConsumerChanged(read.groupId(), values.target(read.memberId())));
            }
            case CONSUMER_GROUP_CURRENT_MEMBER_ASSIGNMENT -> {
                var read = new ConsumerGroupCurrentMemberAssignmentKey(from, VERSION);
                yield Optional.of(
                        new ConsumerChanged(read.groupId(), values.current(read.memberId())));
            }
            case CONSUMER_GROUP_REGULAR_EXPRESSION -> {
                var read = new ConsumerGroupRegularExpressionKey(from, VERSION);
                yield Optional.of(
                        new ConsumerChanged(
                                read.groupId(), values.regex(read.regularExpression())));
            }
            default -> Optional.empty();
        };
    }

    /// A record's value, or its absence, as each kind of event.
    private record Values(@Nullable ByteBuffer value) {
        private static Readable read(ByteBuffer value) {
            value.getShort();
            return new ByteBufferAccessor(value);
        }

        ConsumerEvent epoch() {
            if (value == null) {
                return new EpochRemoved();
            }
            var read = new ConsumerGroupMetadataValue(read(value), VERSION);
            return new EpochStored(read.epoch(), read.metadataHash());
        }

        ConsumerEvent member(String memberId) {
            return value == null
                    ? new MemberRemoved(memberId)
                    : new MemberStored(
                            memberId,
                            ConsumerValues.member(
                                    new ConsumerGroupMemberMetadataValue(read(value), VERSION)));
        }

        ConsumerEvent targetEpoch() {
            if (value == null) {
                return new TargetEpochRemoved();
            }
            var read = new ConsumerGroupTargetAssignmentMetadataValue(read(value), VERSION);
            return new TargetEpochStored(read.assignmentEpoch(), read.assignmentTimestamp());
        }

        ConsumerEvent target(String memberId) {
            return value == null
                    ? new TargetRemoved(memberId)
                    : new TargetStored(
                            memberId,
                            ConsumerValues.target(
                                    new ConsumerGroupTargetAssignmentMemberValue(
                                            read(value), VERSION)));
        }

        ConsumerEvent current(String memberId) {
            return value == null
                    ? new CurrentRemoved(memberId)
                    : new CurrentStored(
                            memberId,
                            ConsumerValues.current(
                                    new ConsumerGroupCurrentMemberAssignmentValue(
                                            read(value), VERSION)));
        }

        ConsumerEvent regex(String regex) {
            return value == null
                    ? new RegexRemoved(regex)
                    : new RegexStored(
                            regex,
                            ConsumerValues.regex(
                                    new ConsumerGroupRegularExpressionValue(read(value), VERSION)));
        }
    }
}
