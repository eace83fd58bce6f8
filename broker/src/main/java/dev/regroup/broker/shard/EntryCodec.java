package dev.regroup.broker.shard;

import dev.regroup.broker.catalogue.CatalogueCodec;
import dev.regroup.broker.catalogue.CatalogueEvent;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.partition.PartitionKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/// The entries of a shard's log: `docs/formats/shard-entries.md`.
public final class EntryCodec {
    static final byte BATCH = 1;
    static final byte PARTITIONS_OPENED = 2;
    static final byte TOPIC_DROPPED = 3;
    static final byte CATALOGUE = 4;
    static final byte LOG_START = 5;

    /// So that an entry's header stays far below its bound.
    static final int PARTITIONS_PER_ENTRY_MAX = 1_000;

    private static final byte FORMAT = 1;
    private static final ByteBuffer NO_BODY = ByteBuffer.allocate(0);

    private EntryCodec() {}

    /// Partitions of one topic that this shard now holds.
    record PartitionsOpened(Uuid topicId, String topicName, List<Integer> partitions) {
        PartitionsOpened {
            partitions = List.copyOf(partitions);
        }
    }

    static LogEntry batch(PartitionKey partition, ByteBuffer body) {
        ByteBuffer header = ByteBuffer.allocate(21).put(FORMAT);
        putId(header, partition.topicId());
        header.putInt(partition.partition());
        return new LogEntry(BATCH, header.flip(), body);
    }

    /// The partition that an entry is a batch of, for whoever reads a log from outside; absent for
    /// entries of other kinds.
    public static Optional<PartitionKey> partitionOfBatch(LogEntry entry) {
        return entry.kind() == BATCH
                ? Optional.of(readBatchHeader(entry.header()))
                : Optional.empty();
    }

    static PartitionKey readBatchHeader(ByteBuffer header) {
        ByteBuffer in = checked(header);
        return new PartitionKey(getId(in), in.getInt());
    }

    static LogEntry partitionsOpened(PartitionsOpened opened) {
        byte[] name = opened.topicName().getBytes(StandardCharsets.UTF_8);
        ByteBuffer header =
                ByteBuffer.allocate(25 + name.length + 4 * opened.partitions().size()).put(FORMAT);
        putId(header, opened.topicId());
        header.putInt(name.length).put(name).putInt(opened.partitions().size());
        opened.partitions().forEach(header::putInt);
        return new LogEntry(PARTITIONS_OPENED, header.flip(), NO_BODY);
    }

    static PartitionsOpened readPartitionsOpened(ByteBuffer header) {
        ByteBuffer in = checked(header);
        Uuid topicId = getId(in);
        byte[] name = new byte[bounded(in.getInt(), in.remaining())];
        in.get(name);
        int count = bounded(in.getInt(), in.remaining() / Integer.BYTES);
        List<Integer> partitions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            partitions.add(in.getInt());
        }
        return new PartitionsOpened(topicId, new String(name, StandardCharsets.UTF_8), partitions);
    }

    /// A number of what follows, of which there cannot be more than `max`.
    private static int bounded(int count, int max) {
        if (count < 0 || count > max) {
            throw new IllegalStateException(
                    "log entry that announces %d, with %d to come at most".formatted(count, max));
        }
        return count;
    }

    static LogEntry topicDropped(Uuid topicId) {
        ByteBuffer header = ByteBuffer.allocate(17).put(FORMAT);
        putId(header, topicId);
        return new LogEntry(TOPIC_DROPPED, header.flip(), NO_BODY);
    }

    static Uuid readTopicDropped(ByteBuffer header) {
        return getId(checked(header));
    }

    /// The first offset of a partition that can be read from now on.
    record LogStart(PartitionKey partition, long offset) {}

    static LogEntry logStart(PartitionKey partition, long offset) {
        ByteBuffer header = ByteBuffer.allocate(29).put(FORMAT);
        putId(header, partition.topicId());
        header.putInt(partition.partition()).putLong(offset);
        return new LogEntry(LOG_START, header.flip(), NO_BODY);
    }

    static LogStart readLogStart(ByteBuffer header) {
        ByteBuffer in = checked(header);
        return new LogStart(new PartitionKey(getId(in), in.getInt()), in.getLong());
    }

    static LogEntry catalogue(CatalogueEvent event) {
        return new LogEntry(CATALOGUE, CatalogueCodec.encode(event), NO_BODY);
    }

    private static ByteBuffer checked(ByteBuffer header) {
        ByteBuffer in = header.duplicate();
        byte format = in.get();
        if (format != FORMAT) {
            throw new IllegalStateException(
                    "log entry of format %d; this version reads %d".formatted(format, FORMAT));
        }
        return in;
    }

    private static void putId(ByteBuffer out, Uuid id) {
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static Uuid getId(ByteBuffer in) {
        return new Uuid(in.getLong(), in.getLong());
    }
}
