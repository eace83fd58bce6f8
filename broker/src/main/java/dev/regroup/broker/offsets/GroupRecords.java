package dev.regroup.broker.offsets;

import dev.regroup.coordinator.group.DurableEvent;
import dev.regroup.coordinator.group.DurableEvent.ConsumerChanged;
import dev.regroup.coordinator.group.DurableEvent.GroupRemoved;
import dev.regroup.coordinator.group.DurableEvent.GroupStored;
import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetStored;
import dev.regroup.coordinator.offset.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.coordinator.group.generated.CoordinatorRecordType;
import org.apache.kafka.coordinator.group.generated.GroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.jspecify.annotations.Nullable;

/// Group events as record batches, and back. Versions are those that Kafka 4.4 writes, so that its
/// tools read them: GroupMetadataValue v3, OffsetCommitValue v4, or v1 where an expiry is set, and
/// those of [ConsumerRecords].
public final class GroupRecords {
    private static final short GROUP_METADATA_VERSION = 3;

    private GroupRecords() {}

    /// One uncompressed batch that holds the events in order, so that they are there all or not at
    /// all. The buffer is the batch's own.
    public static ByteBuffer encode(List<DurableEvent> events, long wallClockMs) {
        SimpleRecord[] records =
                events.stream()
                        .map(event -> encode(event, wallClockMs))
                        .toArray(SimpleRecord[]::new);
        return MemoryRecords.withRecords(Compression.NONE, records).buffer();
    }

    /// The events of a batch. Records of other kinds (from a newer version, or control records) are
    /// left out.
    public static List<DurableEvent> decode(ByteBuffer batch) {
        List<DurableEvent> events = new ArrayList<>();
        for (var read : MemoryRecords.readableRecords(batch).batches()) {
            if (read.isControlBatch()) {
                continue;
            }
            for (Record record : read) {
                decode(record).ifPresent(events::add);
            }
        }
        return events;
    }

    private static SimpleRecord encode(DurableEvent event, long wallClockMs) {
        byte[] key = MessageUtil.toCoordinatorTypePrefixedBytes(key(event));
        byte[] value =
                switch (event) {
                    case GroupStored stored ->
                            MessageUtil.toVersionPrefixedBytes(
                                    GROUP_METADATA_VERSION, GroupValues.group(stored.group()));
                    case OffsetStored stored ->
                            MessageUtil.toVersionPrefixedBytes(
                                    OffsetValues.version(stored.offset()),
                                    OffsetValues.offset(stored.offset()));
                    case ConsumerChanged changed -> value(ConsumerRecords.value(changed.event()));
                    case GroupRemoved removed -> null;
                    case OffsetRemoved removed -> null;
                };
        return new SimpleRecord(wallClockMs, key, value);
    }

    private static byte @Nullable [] value(@Nullable ApiMessage value) {
        return value == null
                ? null
                : MessageUtil.toVersionPrefixedBytes(ConsumerRecords.VERSION, value);
    }

    private static ApiMessage key(DurableEvent event) {
        return switch (event) {
            case GroupStored stored -> new GroupMetadataKey().setGroup(stored.groupId());
            case GroupRemoved removed -> new GroupMetadataKey().setGroup(removed.groupId());
            case ConsumerChanged changed -> ConsumerRecords.key(changed.groupId(), changed.event());
            case OffsetStored stored -> offsetKey(stored.groupId(), stored.partition());
            case OffsetRemoved removed -> offsetKey(removed.groupId(), removed.partition());
        };
    }

    private static OffsetCommitKey offsetKey(String groupId, TopicPartition partition) {
        return new OffsetCommitKey()
                .setGroup(groupId)
                .setTopic(partition.topic())
                .setPartition(partition.partition());
    }

    private static Optional<DurableEvent> decode(Record record) {
        if (!record.hasKey()) {
            return Optional.empty();
        }
        ByteBuffer key = record.key();
        short type = key.getShort();
        if (type == CoordinatorRecordType.GROUP_METADATA.id()) {
            String groupId = new GroupMetadataKey(new ByteBufferAccessor(key), (short) 0).group();
            return Optional.of(groupEvent(groupId, record));
        }
        if (type == CoordinatorRecordType.OFFSET_COMMIT.id()
                || type == CoordinatorRecordType.LEGACY_OFFSET_COMMIT.id()) {
            OffsetCommitKey read = new OffsetCommitKey(new ByteBufferAccessor(key), (short) 0);
            return Optional.of(offsetEvent(read, record));
        }
        return ConsumerRecords.event(type, key, record.value());
    }

    private static DurableEvent groupEvent(String groupId, Record record) {
        if (!record.hasValue()) {
            return new GroupRemoved(groupId);
        }
        ByteBuffer value = record.value();
        short version = value.getShort();
        return new GroupStored(
                groupId,
                GroupValues.group(new GroupMetadataValue(new ByteBufferAccessor(value), version)));
    }

    private static DurableEvent offsetEvent(OffsetCommitKey key, Record record) {
        TopicPartition partition = new TopicPartition(key.topic(), key.partition());
        if (!record.hasValue()) {
            return new OffsetRemoved(key.group(), partition);
        }
        ByteBuffer value = record.value();
        short version = value.getShort();
        return new OffsetStored(
                key.group(),
                partition,
                OffsetValues.offset(new OffsetCommitValue(new ByteBufferAccessor(value), version)));
    }
}
