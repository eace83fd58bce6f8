package dev.regroup.broker.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.catalogue.CatalogueEvent.PartitionsAdded;
import dev.regroup.broker.catalogue.CatalogueEvent.ProducerIdsReserved;
import dev.regroup.broker.catalogue.CatalogueEvent.SettingsReplaced;
import dev.regroup.broker.catalogue.CatalogueEvent.TopicCreated;
import dev.regroup.broker.catalogue.CatalogueEvent.TopicDeleted;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.settings.SettingsOwner;
import dev.regroup.broker.shard.EntryCodec.PartitionsOpened;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.partition.PartitionKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

class EntryTextTest {
    private static final Uuid ID = new Uuid(0, 7);
    private static final PartitionKey PARTITION = new PartitionKey(ID, 2);

    @Test
    void everyKind_isPutIntoWords_withoutWhatItsOwnersWroteIntoIt() {
        TreeMap<String, String> settings = new TreeMap<>();
        settings.put("retention.ms", "secret");
        List<LogEntry> entries =
                List.of(
                        batch(),
                        EntryCodec.partitionsOpened(new PartitionsOpened(ID, "t", List.of(2, 5))),
                        EntryCodec.topicDropped(ID),
                        EntryCodec.logStart(PARTITION, 9),
                        EntryCodec.catalogue(new TopicCreated(new Topic(ID, "t", 3, settings, 4))),
                        EntryCodec.catalogue(new PartitionsAdded(5, ID, 6)),
                        EntryCodec.catalogue(new TopicDeleted(6, ID)),
                        EntryCodec.catalogue(
                                new SettingsReplaced(7, SettingsOwner.topic("t"), settings)),
                        EntryCodec.catalogue(new ProducerIdsReserved(8, 2_000)));

        List<String> words = new ArrayList<>(entries.stream().map(EntryText::of).toList());
        int sizeBytes = batch().body().remaining();

        assertEquals(
                List.of(
                        "batch of partition 2 of AAAAAAAAAAAAAAAAAAAABw, offsets 0 to 1, none, %d bytes, leader epoch -1, latest CreateTime 20, producer 77 epoch 1 sequence 3"
                                .formatted(sizeBytes),
                        "partitions opened: t (AAAAAAAAAAAAAAAAAAAABw) [2, 5]",
                        "topic dropped: AAAAAAAAAAAAAAAAAAAABw",
                        "log start of partition 2 of AAAAAAAAAAAAAAAAAAAABw: offset 9",
                        "catalogue version 4, topic created: t (AAAAAAAAAAAAAAAAAAAABw), 3 partitions, settings [retention.ms]",
                        "catalogue version 5, topic AAAAAAAAAAAAAAAAAAAABw has 6 partitions",
                        "catalogue version 6, topic deleted: AAAAAAAAAAAAAAAAAAAABw",
                        "catalogue version 7, settings of topic 't': [retention.ms]",
                        "catalogue version 8, producer ids below 2000 reserved"),
                words);
        entries.forEach(entry -> assertEquals(Optional.empty(), EntryText.problem(entry)));
    }

    @Test
    void whatNoShardCouldRead_isAProblem() {
        LogEntry sound = batch();
        ByteBuffer flipped = copy(sound.body());
        flipped.put(flipped.limit() - 1, (byte) 0x55);
        List<LogEntry> broken =
                List.of(
                        new LogEntry((byte) 9, sound.header(), sound.body()),
                        new LogEntry(EntryCodec.BATCH, sound.header().slice(0, 7), sound.body()),
                        new LogEntry(EntryCodec.BATCH, sound.header(), flipped),
                        new LogEntry(EntryCodec.BATCH, sound.header(), ByteBuffer.allocate(0)),
                        new LogEntry(
                                EntryCodec.CATALOGUE,
                                ByteBuffer.wrap(new byte[] {1, 99, 0, 0, 0, 0, 0, 0, 0, 1}),
                                ByteBuffer.allocate(0)));

        broken.forEach(entry -> {
            assertTrue(EntryText.problem(entry).isPresent(), entry::toString);
            assertTrue(EntryText.of(entry).contains("damaged"), entry::toString);
        });
    }

    @Test
    void anyBytes_areReadOrCalledDamaged() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] header = new byte[random.nextInt(60)];
            byte[] body = new byte[random.nextInt(120)];
            random.nextBytes(header);
            random.nextBytes(body);
            if (header.length > 1) {
                header[0] = 1;
                header[1] = (byte) random.nextInt(7);
            }
            LogEntry entry =
                    new LogEntry(
                            (byte) random.nextInt(7),
                            ByteBuffer.wrap(header),
                            ByteBuffer.wrap(body));
            assertTrue(!EntryText.of(entry).isEmpty());
        }
    }

    private static LogEntry batch() {
        ByteBuffer body =
                MemoryRecords.withIdempotentRecords(
                                Compression.NONE,
                                77,
                                (short) 1,
                                3,
                                new SimpleRecord(10, "one".getBytes(StandardCharsets.UTF_8)),
                                new SimpleRecord(20, "two".getBytes(StandardCharsets.UTF_8)))
                        .buffer();
        return EntryCodec.batch(PARTITION, body);
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }
}
