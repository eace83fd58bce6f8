package dev.regroup.broker.shard;

import dev.regroup.broker.catalogue.CatalogueCodec;
import dev.regroup.broker.catalogue.CatalogueEvent;
import dev.regroup.broker.offsets.GroupRecords;
import dev.regroup.coordinator.group.DurableEvent;
import dev.regroup.storage.partition.EpochStarts;
import dev.regroup.storage.partition.PartitionState;
import dev.regroup.storage.partition.PartitionState.SavedBatch;
import dev.regroup.storage.partition.PartitionState.SavedProducer;
import dev.regroup.storage.segment.Segment;
import dev.regroup.storage.segment.Segments;
import dev.regroup.storage.settle.ObjectTable;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;

/// The durable state of a shard at one position of its log: `docs/formats/shard-checkpoint.md`.
///
/// @param catalogue events that bring the catalogue back; none but in shard 0
/// @param groups events that bring groups and their offsets back
/// @param objects those that segments lie in
public record ShardCheckpoint(
        List<CatalogueEvent> catalogue,
        List<DurableEvent> groups,
        List<TopicState> topics,
        ObjectTable objects) {
    private static final byte FORMAT = 2;

    /// Without the offsets up to which partitions are compacted.
    private static final byte FORMAT_BEFORE_COMPACTION = 1;

    public ShardCheckpoint {
        catalogue = List.copyOf(catalogue);
        groups = List.copyOf(groups);
        topics = List.copyOf(topics);
    }

    /// The partitions of one topic in this shard.
    public record TopicState(Uuid id, String name, List<HostedState> partitions) {
        public TopicState {
            partitions = List.copyOf(partitions);
        }
    }

    public record HostedState(int partition, PartitionState state, Segments segments) {}

    /// @param wallClockMs what the groups' records say they were written at
    ByteBuffer encode(long wallClockMs) {
        Encoder out = new Encoder();
        out.byteValue(FORMAT);
        out.list(catalogue, event -> out.bytes(CatalogueCodec.encode(event)));
        out.list(
                SnapshotBatches.of(groups),
                batch -> out.bytes(GroupRecords.encode(batch, wallClockMs)));
        out.list(
                topics,
                topic -> {
                    out.id(topic.id);
                    out.bytes(ByteBuffer.wrap(topic.name.getBytes(StandardCharsets.UTF_8)));
                    out.list(topic.partitions, hosted -> encode(out, hosted));
                });
        out.longValue(objects.next());
        out.list(
                List.copyOf(objects.bytes().entrySet()),
                object -> {
                    out.longValue(object.getKey());
                    out.intValue(object.getValue());
                });
        return out.finish();
    }

    private static void encode(Encoder out, HostedState hosted) {
        PartitionState state = hosted.state;
        out.intValue(hosted.partition);
        out.longValue(state.logStartOffset());
        out.longValue(state.logEndOffset());
        out.list(
                state.epochs().all(),
                start -> {
                    out.intValue(start.epoch());
                    out.longValue(start.offset());
                });
        out.list(
                state.producers(),
                producer -> {
                    out.longValue(producer.producerId());
                    out.intValue(producer.epoch());
                    out.longValue(producer.lastWriteMs());
                    out.list(
                            producer.batches(),
                            batch -> {
                                out.intValue(batch.firstSequence());
                                out.intValue(batch.lastSequence());
                                out.longValue(batch.baseOffset());
                            });
                });
        out.list(hosted.segments.all(), segment -> segment.write(out.room(Segment.BYTES)));
        out.longValue(hosted.segments.compactedTo());
    }

    /// @param shard whose checkpoint it is
    public static ShardCheckpoint decode(int shard, ByteBuffer encoded) {
        ByteBuffer in = encoded.duplicate();
        byte format = in.get();
        if (format != FORMAT && format != FORMAT_BEFORE_COMPACTION) {
            throw new IllegalStateException(
                    "shard checkpoint of format %d; this version reads up to %d"
                            .formatted(format, FORMAT));
        }
        List<CatalogueEvent> catalogue = list(in, each -> CatalogueCodec.decode(bytes(each)));
        List<DurableEvent> groups = new ArrayList<>();
        list(in, ShardCheckpoint::bytes)
                .forEach(batch -> groups.addAll(GroupRecords.decode(batch)));
        List<TopicState> topics =
                list(
                        in,
                        each -> {
                            Uuid id = new Uuid(each.getLong(), each.getLong());
                            String name = StandardCharsets.UTF_8.decode(bytes(each)).toString();
                            return new TopicState(
                                    id, name, list(each, p -> hosted(shard, format, p)));
                        });
        long next = in.getLong();
        SortedMap<Long, Integer> objects = new TreeMap<>();
        for (int count = in.getInt(); count > 0; count--) {
            objects.put(in.getLong(), in.getInt());
        }
        return new ShardCheckpoint(catalogue, groups, topics, new ObjectTable(next, objects));
    }

    /// The segments that a state names, for those who look at it from outside.
    ///
    /// @throws IllegalStateException if it cannot be read
    public static List<Segment> segments(int shard, ByteBuffer encoded) {
        try {
            return decode(shard, encoded).topics().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .flatMap(partition -> partition.segments().all().stream())
                    .toList();
        } catch (BufferUnderflowException
                | IndexOutOfBoundsException
                | IllegalArgumentException e) {
            throw new IllegalStateException("it cannot be read: " + e, e);
        }
    }

    private static HostedState hosted(int shard, byte format, ByteBuffer in) {
        int partition = in.getInt();
        long logStart = in.getLong();
        long logEnd = in.getLong();
        EpochStarts epochs =
                new EpochStarts(
                        list(in, each -> new EpochStarts.Start(each.getInt(), each.getLong())));
        List<SavedProducer> producers =
                list(
                        in,
                        each ->
                                new SavedProducer(
                                        each.getLong(),
                                        (short) each.getInt(),
                                        each.getLong(),
                                        list(each, ShardCheckpoint::savedBatch)));
        List<Segment> segments = list(in, Segment::read);
        long compactedTo = format == FORMAT_BEFORE_COMPACTION ? 0 : in.getLong();
        return new HostedState(
                partition,
                new PartitionState(logStart, logEnd, epochs, producers),
                new Segments(shard, segments, compactedTo));
    }

    private static SavedBatch savedBatch(ByteBuffer in) {
        return new SavedBatch(in.getInt(), in.getInt(), in.getLong());
    }

    private static ByteBuffer bytes(ByteBuffer in) {
        int length = in.getInt();
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        return bytes;
    }

    private static <T> List<T> list(ByteBuffer in, Function<ByteBuffer, T> element) {
        int count = in.getInt();
        List<T> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(element.apply(in));
        }
        return all;
    }
}
