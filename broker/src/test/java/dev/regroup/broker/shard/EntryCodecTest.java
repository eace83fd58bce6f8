package dev.regroup.broker.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regroup.broker.GoldenFile;
import dev.regroup.broker.catalogue.CatalogueEvent.TopicDeleted;
import dev.regroup.broker.shard.EntryCodec.PartitionsOpened;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.partition.PartitionKey;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/// A shard's entries, byte for byte: `docs/formats/shard-entries.md`.
class EntryCodecTest {
    private static final Uuid TOPIC_ID = new Uuid(0x0123456789abcdefL, 0xfedcba9876543210L);
    private static final PartitionKey PARTITION = new PartitionKey(TOPIC_ID, 258);
    private static final PartitionsOpened OPENED =
            new PartitionsOpened(TOPIC_ID, "zähler", List.of(1, 65, 999_999));

    @Test
    void batch_isWrittenAsInTheGolden_andReadFromIt() {
        ByteBuffer body = ByteBuffer.wrap(new byte[] {1, 2, 3});

        LogEntry entry = EntryCodec.batch(PARTITION, body);

        assertEquals(1, entry.kind());
        assertEquals(GoldenFile.hex("shard-batch-v1"), GoldenFile.hex(entry.header()));
        assertSame(body, entry.body());
        assertEquals(PARTITION, EntryCodec.readBatchHeader(GoldenFile.bytes("shard-batch-v1")));
    }

    @Test
    void partitionsOpened_isWrittenAsInTheGolden_andReadFromIt() {
        LogEntry entry = EntryCodec.partitionsOpened(OPENED);

        assertEquals(2, entry.kind());
        assertEquals(GoldenFile.hex("shard-partitions-opened-v1"), GoldenFile.hex(entry.header()));
        assertEquals(0, entry.body().remaining());
        assertEquals(
                OPENED,
                EntryCodec.readPartitionsOpened(GoldenFile.bytes("shard-partitions-opened-v1")));
    }

    @Test
    void topicDropped_isWrittenAsInTheGolden_andReadFromIt() {
        LogEntry entry = EntryCodec.topicDropped(TOPIC_ID);

        assertEquals(3, entry.kind());
        assertEquals(GoldenFile.hex("shard-topic-dropped-v1"), GoldenFile.hex(entry.header()));
        assertEquals(0, entry.body().remaining());
        assertEquals(
                TOPIC_ID, EntryCodec.readTopicDropped(GoldenFile.bytes("shard-topic-dropped-v1")));
    }

    @Test
    void logStart_isWrittenAsInTheGolden_andReadFromIt() {
        LogEntry entry = EntryCodec.logStart(PARTITION, (1L << 40) + 5);

        assertEquals(5, entry.kind());
        assertEquals(GoldenFile.hex("shard-log-start-v1"), GoldenFile.hex(entry.header()));
        assertEquals(
                new EntryCodec.LogStart(PARTITION, (1L << 40) + 5),
                EntryCodec.readLogStart(GoldenFile.bytes("shard-log-start-v1")));
    }

    @Test
    void catalogue_isTheCatalogueCodecsBytes_asHeader() {
        LogEntry entry = EntryCodec.catalogue(new TopicDeleted(72_057_594_037_927_939L, TOPIC_ID));

        assertEquals(4, entry.kind());
        assertEquals(GoldenFile.hex("catalogue-topic-deleted-v1"), GoldenFile.hex(entry.header()));
        assertEquals(0, entry.body().remaining());
    }

    @Test
    void aFullPartitionsOpened_withTheLongestName_fitsIntoAHeader() {
        List<Integer> most =
                IntStream.range(0, EntryCodec.PARTITIONS_PER_ENTRY_MAX).boxed().toList();
        PartitionsOpened opened = new PartitionsOpened(TOPIC_ID, "a".repeat(249), most);

        LogEntry entry = EntryCodec.partitionsOpened(opened);

        assertEquals(25 + 249 + 4 * 1_000, entry.header().remaining());
        assertEquals(opened, EntryCodec.readPartitionsOpened(entry.header()));
    }

    @Test
    void readingLeavesTheHeaderWhereItWas() {
        ByteBuffer header = GoldenFile.bytes("shard-batch-v1");

        EntryCodec.readBatchHeader(header);

        assertEquals(0, header.position());
    }

    @Test
    void aNewerFormat_isRefused() {
        ByteBuffer newer = GoldenFile.bytes("shard-topic-dropped-v1").put(0, (byte) 2);

        assertThrows(IllegalStateException.class, () -> EntryCodec.readTopicDropped(newer));
    }
}
