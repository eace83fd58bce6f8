package dev.regroup.broker.offsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ClassicMembership;
import dev.regroup.coordinator.consumer.ClassicMembership.ClassicProtocol;
import dev.regroup.coordinator.consumer.ConsumerEvent;
import dev.regroup.coordinator.consumer.ConsumerEvent.CurrentRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.CurrentStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.EpochRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.EpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.MemberRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.MemberStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.RegexRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.RegexStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.ResolvedRegex;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetEpochRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetEpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetStored;
import dev.regroup.coordinator.consumer.CurrentAssignment;
import dev.regroup.coordinator.consumer.Held;
import dev.regroup.coordinator.consumer.MemberMetadata;
import dev.regroup.coordinator.consumer.MemberState;
import dev.regroup.coordinator.consumer.PartitionId;
import dev.regroup.coordinator.group.DurableEvent;
import dev.regroup.coordinator.group.DurableEvent.ConsumerChanged;
import dev.regroup.coordinator.group.DurableEvent.GroupRemoved;
import dev.regroup.coordinator.group.DurableEvent.GroupStored;
import dev.regroup.coordinator.group.DurableEvent.OffsetPending;
import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetStored;
import dev.regroup.coordinator.group.DurableEvent.TransactionEnded;
import dev.regroup.coordinator.group.StoredGroup;
import dev.regroup.coordinator.group.StoredGroup.StoredMember;
import dev.regroup.coordinator.group.TransactionOutcome;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.Producer;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.Test;

class GroupRecordsTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 3);
    private static final Producer PRODUCER = new Producer(5, (short) 1);
    private static final StoredGroup EMPTY =
            new StoredGroup("", 0, Optional.empty(), Optional.empty(), 5, List.of());
    private static final StoredGroup STABLE =
            new StoredGroup(
                    "consumer",
                    7,
                    Optional.of("range"),
                    Optional.of("m-1"),
                    1_790_000_000_000L,
                    List.of(
                            new StoredMember(
                                    "m-1",
                                    Optional.of("instance"),
                                    "client",
                                    "/127.0.0.1",
                                    300_000,
                                    45_000,
                                    Bytes.copyOf(new byte[] {1, 2}),
                                    Bytes.copyOf(new byte[] {3})),
                            new StoredMember(
                                    "m-2",
                                    Optional.empty(),
                                    "",
                                    "/::1",
                                    1,
                                    2,
                                    Bytes.EMPTY,
                                    Bytes.EMPTY)));

    private static final MemberMetadata FULL =
            new MemberMetadata(
                    Optional.of("instance"),
                    Optional.of("rack"),
                    "client",
                    "/127.0.0.1",
                    300_000,
                    List.of("a", "b"),
                    Optional.of("log-.*"),
                    Optional.of("range"),
                    Optional.empty());

    private static final MemberMetadata CLASSIC =
            new MemberMetadata(
                    Optional.empty(),
                    Optional.empty(),
                    "",
                    "/::1",
                    1,
                    List.of("a"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(
                            new ClassicMembership(
                                    45_000,
                                    List.of(
                                            new ClassicProtocol(
                                                    "range", Bytes.copyOf(new byte[] {1}))))));

    @Test
    void offsetsOfOneBatch_shareWhatSaysTheSame() {
        CommittedOffset offset =
                new CommittedOffset(
                        1, OptionalInt.empty(), "", 2, OptionalLong.empty(), new TopicId(3, 4));
        List<DurableEvent> events =
                List.of(
                        new OffsetStored("g", new TopicPartition("t", 0), offset),
                        new OffsetStored("g", new TopicPartition("t", 1), offset),
                        new OffsetStored("g", new TopicPartition("u", 0), offset));

        List<DurableEvent> read = GroupRecords.decode(GroupRecords.encode(events, 17));

        OffsetStored first = (OffsetStored) read.get(0);
        OffsetStored second = (OffsetStored) read.get(1);
        assertEquals(events, read);
        assertSame(first.partition().topic(), second.partition().topic());
        assertSame(first.offset().topicId(), second.offset().topicId());
    }

    @Test
    void everyEvent_isReadBackAsItWas() {
        List<DurableEvent> events =
                List.of(
                        new GroupStored("g", STABLE),
                        new GroupStored("h", EMPTY),
                        new OffsetStored("g", PARTITION, offset(OptionalLong.empty())),
                        new OffsetRemoved("g", PARTITION),
                        new GroupRemoved("g"));

        assertEquals(events, GroupRecords.decode(GroupRecords.encode(events, 17)));
    }

    @Test
    void everyEventOfAConsumerGroup_isReadBackAsItWas() {
        TopicId topic = new TopicId(1, 2);
        Held held =
                Held.of(
                        new TreeMap<>(
                                Map.of(
                                        new PartitionId(topic, 0), 3,
                                        new PartitionId(topic, 2), 5,
                                        new PartitionId(new TopicId(0, 9), 1), 4)));
        List<ConsumerEvent> events =
                List.of(
                        new EpochStored(5, -7L),
                        new MemberStored("m", FULL),
                        new MemberStored("n", CLASSIC),
                        new TargetStored("m", held.partitions()),
                        new TargetStored("n", Partitions.NONE),
                        new TargetEpochStored(5, 1_790_000_000_000L),
                        new CurrentStored(
                                "m",
                                new CurrentAssignment(
                                        MemberState.UNREVOKED_PARTITIONS,
                                        5,
                                        4,
                                        Held.NOTHING,
                                        held)),
                        new CurrentStored(
                                "n",
                                new CurrentAssignment(
                                        MemberState.UNRELEASED_PARTITIONS,
                                        5,
                                        5,
                                        held,
                                        Held.NOTHING)),
                        new CurrentStored("o", CurrentAssignment.NOTHING),
                        new RegexStored("log-.*", new ResolvedRegex(List.of("log-1"), 8, 99)),
                        new RegexRemoved("log-.*"),
                        new CurrentRemoved("m"),
                        new TargetRemoved("m"),
                        new MemberRemoved("m"),
                        new TargetEpochRemoved(),
                        new EpochRemoved());
        List<DurableEvent> durable =
                events.stream().<DurableEvent>map(e -> new ConsumerChanged("g", e)).toList();

        assertEquals(durable, GroupRecords.decode(GroupRecords.encode(durable, 17)));
    }

    @Test
    void anExpiry_isKeptWhichOnlyAnOlderVersionHasAPlaceFor() {
        CommittedOffset expiring = offset(OptionalLong.of(99));

        List<DurableEvent> read =
                GroupRecords.decode(
                        GroupRecords.encode(
                                List.of(new OffsetStored("g", PARTITION, expiring)), 17));

        CommittedOffset expected =
                new CommittedOffset(
                        42, OptionalInt.empty(), "note", 11, OptionalLong.of(99), TopicId.NONE);
        assertEquals(List.of(new OffsetStored("g", PARTITION, expected)), read);
    }

    @Test
    void kindsAndVersionsOfRecords_areThoseThatKafkaWrites() {
        ByteBuffer batch =
                GroupRecords.encode(
                        List.of(
                                new GroupStored("g", STABLE),
                                new OffsetStored("g", PARTITION, offset(OptionalLong.empty())),
                                new OffsetStored("g", PARTITION, offset(OptionalLong.of(1))),
                                new GroupRemoved("g")),
                        17);

        List<List<Short>> kinds = new ArrayList<>();
        for (Record record : MemoryRecords.readableRecords(batch).records()) {
            assertEquals(17, record.timestamp());
            kinds.add(
                    record.hasValue()
                            ? List.of(record.key().getShort(), record.value().getShort())
                            : List.of(record.key().getShort()));
        }
        assertEquals(
                List.of(
                        List.of((short) 2, (short) 3),
                        List.of((short) 1, (short) 4),
                        List.of((short) 1, (short) 1),
                        List.of((short) 2)),
                kinds);
    }

    @Test
    void offsetsOfATransaction_areInABatchOfItsProducer_andReadBackAsPending() {
        List<DurableEvent> events =
                List.of(
                        new OffsetPending("g", PRODUCER, PARTITION, offset(OptionalLong.empty())),
                        new OffsetPending("h", PRODUCER, PARTITION, offset(OptionalLong.empty())));

        ByteBuffer batch = GroupRecords.encode(events, 17);

        RecordBatch read =
                MemoryRecords.readableRecords(batch.duplicate()).batches().iterator().next();
        assertTrue(read.isTransactional());
        assertEquals(PRODUCER.id(), read.producerId());
        assertEquals(PRODUCER.epoch(), read.producerEpoch());
        assertEquals(events, GroupRecords.decode(batch));
    }

    @Test
    void marker_isKafkasControlBatch_andReadBackWithoutItsGroups() {
        for (TransactionOutcome outcome : TransactionOutcome.values()) {
            ByteBuffer batch =
                    GroupRecords.encode(
                            List.of(new TransactionEnded(PRODUCER, outcome, 4, Set.of("", "g"))),
                            17);

            assertTrue(
                    MemoryRecords.readableRecords(batch.duplicate())
                            .batches()
                            .iterator()
                            .next()
                            .isControlBatch());
            assertEquals(
                    List.of(new TransactionEnded(PRODUCER, outcome, 4, Set.of())),
                    GroupRecords.decode(batch));
        }
    }

    @Test
    void whatBelongsIntoDifferentBatches_isNotPutIntoOne() {
        OffsetPending pending =
                new OffsetPending("g", PRODUCER, PARTITION, offset(OptionalLong.empty()));
        OffsetPending another =
                new OffsetPending(
                        "g", new Producer(6, (short) 0), PARTITION, offset(OptionalLong.empty()));
        TransactionEnded ended =
                new TransactionEnded(PRODUCER, TransactionOutcome.COMMITTED, 4, Set.of());
        GroupRemoved removed = new GroupRemoved("g");
        for (List<DurableEvent> mixed :
                List.<List<DurableEvent>>of(
                        List.of(pending, another),
                        List.of(pending, removed),
                        List.of(removed, pending),
                        List.of(removed, ended),
                        List.of(ended, removed))) {
            assertThrows(IllegalStateException.class, () -> GroupRecords.encode(mixed, 17));
        }
    }

    private static CommittedOffset offset(OptionalLong expireTimestampMs) {
        return new CommittedOffset(
                42, OptionalInt.of(6), "note", 11, expireTimestampMs, new TopicId(1, 2));
    }
}
