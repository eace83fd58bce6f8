package dev.regroup.broker.offsets;

import dev.regroup.coordinator.group.DurableEvent;
import dev.regroup.coordinator.group.DurableEvent.ConsumerChanged;
import dev.regroup.coordinator.group.DurableEvent.GroupRemoved;
import dev.regroup.coordinator.group.DurableEvent.GroupStored;
import dev.regroup.coordinator.group.DurableEvent.OffsetPending;
import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetStored;
import dev.regroup.coordinator.group.DurableEvent.TransactionEnded;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.Producer;
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
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.coordinator.group.generated.CoordinatorRecordType;
import org.apache.kafka.coordinator.group.generated.GroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.jspecify.annotations.Nullable;

/// Group events as record batches, and back. Versions are those that Kafka 4.4 writes, so that its
/// tools read them: GroupMetadataValue v3, OffsetCommitValue v4, or v1 where an expiry is set, and
/// those of [ConsumerRecords]. Offsets of a transaction are in batches of its producer, and count
/// once its marker follows.
public final class GroupRecords {
    private static final short GROUP_METADATA_VERSION = 3;

    private GroupRecords() {}

    /// One uncompressed batch that holds the events in order, so that they are there all or not at
    /// all. The buffer is the batch's own.
    ///
    /// @param events a marker alone, or pending offsets of one producer, or neither
    public static ByteBuffer encode(List<DurableEvent> events, long wallClockMs) {
        return switch (events.getFirst()) {
            case TransactionEnded ended -> {
                expectAlone(events);
                yield TransactionBatches.marker(ended, wallClockMs);
            }
            case OffsetPending pending ->
                    TransactionBatches.pending(
                            pending.producer(), records(events, pending.producer(), wallClockMs));
            case GroupStored e -> plain(events, wallClockMs);
            case GroupRemoved e -> plain(events, wallClockMs);
            case OffsetStored e -> plain(events, wallClockMs);
            case OffsetRemoved e -> plain(events, wallClockMs);
            case ConsumerChanged e -> plain(events, wallClockMs);
        };
    }

    /// The events of a batch. Records of other kinds (from a newer version) are left out.
    public static List<DurableEvent> decode(ByteBuffer batch) {
        List<DurableEvent> events = new ArrayList<>();
        OffsetReader offsets = new OffsetReader();
        for (var read : MemoryRecords.readableRecords(batch).batches()) {
            for (Record record : read) {
                Optional<DurableEvent> event =
                        read.isControlBatch()
                                ? TransactionBatches.marker(read, record)
                                : decode(read, record, offsets);
                event.ifPresent(events::add);
            }
        }
        return events;
    }

    private static ByteBuffer plain(List<DurableEvent> events, long wallClockMs) {
        SimpleRecord[] records =
                events.stream()
                        .map(event -> record(event, plainValue(event), wallClockMs))
                        .toArray(SimpleRecord[]::new);
        return MemoryRecords.withRecords(Compression.NONE, records).buffer();
    }

    private static byte @Nullable [] plainValue(DurableEvent event) {
        return switch (event) {
            case GroupStored stored ->
                    MessageUtil.toVersionPrefixedBytes(
                            GROUP_METADATA_VERSION, GroupValues.group(stored.group()));
            case OffsetStored stored -> value(stored.offset());
            case ConsumerChanged changed -> value(ConsumerRecords.value(changed.event()));
            case GroupRemoved removed -> null;
            case OffsetRemoved removed -> null;
            case OffsetPending pending -> throw mixed(pending);
            case TransactionEnded ended -> throw mixed(ended);
        };
    }

    private static SimpleRecord[] records(
            List<DurableEvent> events, Producer producer, long wallClockMs) {
        return events.stream()
                .map(event -> {
                    if (event instanceof OffsetPending pending
                            && pending.producer().equals(producer)) {
                        return record(event, value(pending.offset()), wallClockMs);
                    }
                    throw mixed(event);
                })
                .toArray(SimpleRecord[]::new);
    }

    private static byte[] value(CommittedOffset offset) {
        return MessageUtil.toVersionPrefixedBytes(
                OffsetValues.version(offset), OffsetValues.offset(offset));
    }

    private static SimpleRecord record(
            DurableEvent event, byte @Nullable [] value, long wallClockMs) {
        return new SimpleRecord(
                wallClockMs, MessageUtil.toCoordinatorTypePrefixedBytes(key(event)), value);
    }

    private static void expectAlone(List<DurableEvent> events) {
        if (events.size() > 1) {
            throw mixed(events.get(1));
        }
    }

    /// A transaction's records are told from others by their batch alone.
    private static IllegalStateException mixed(DurableEvent event) {
        return new IllegalStateException("not of the batch that it is in: " + event);
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
            case OffsetPending pending -> offsetKey(pending.groupId(), pending.partition());
            case TransactionEnded ended -> throw mixed(ended);
        };
    }

    private static OffsetCommitKey offsetKey(String groupId, TopicPartition partition) {
        return new OffsetCommitKey()
                .setGroup(groupId)
                .setTopic(partition.topic())
                .setPartition(partition.partition());
    }

    private static Optional<DurableEvent> decode(
            RecordBatch batch, Record record, OffsetReader offsets) {
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
            return Optional.of(offsetEvent(batch, record, read, offsets));
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

    private static DurableEvent offsetEvent(
            RecordBatch batch, Record record, OffsetCommitKey key, OffsetReader offsets) {
        TopicPartition partition = offsets.partition(key);
        if (!record.hasValue()) {
            return new OffsetRemoved(key.group(), partition);
        }
        ByteBuffer value = record.value();
        short version = value.getShort();
        CommittedOffset offset =
                offsets.offset(new OffsetCommitValue(new ByteBufferAccessor(value), version));
        return batch.isTransactional()
                ? new OffsetPending(
                        key.group(), TransactionBatches.producer(batch), partition, offset)
                : new OffsetStored(key.group(), partition, offset);
    }
}
