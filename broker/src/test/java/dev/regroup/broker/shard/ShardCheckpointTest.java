package dev.regroup.broker.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regroup.broker.GoldenFile;
import dev.regroup.broker.catalogue.CatalogueEvent.ProducerIdsReserved;
import dev.regroup.broker.catalogue.CatalogueEvent.TopicCreated;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.ShardCheckpoint.HostedState;
import dev.regroup.broker.shard.ShardCheckpoint.TopicState;
import dev.regroup.storage.partition.EpochStarts;
import dev.regroup.storage.partition.PartitionState;
import dev.regroup.storage.partition.PartitionState.SavedBatch;
import dev.regroup.storage.partition.PartitionState.SavedProducer;
import dev.regroup.storage.segment.Segment;
import dev.regroup.storage.segment.Segments;
import dev.regroup.storage.settle.ObjectTable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardCheckpointTest {
    private static final Uuid TOPIC_ID = new Uuid(0x0123456789abcdefL, 0xfedcba9876543210L);
    private static final PartitionState STATE =
            new PartitionState(
                    3,
                    40,
                    new EpochStarts(
                            List.of(new EpochStarts.Start(1, 0), new EpochStarts.Start(7, 20))),
                    List.of(
                            new SavedProducer(
                                    9,
                                    (short) 2,
                                    1_790_000_000_000L,
                                    List.of(new SavedBatch(0, 4, 30), new SavedBatch(5, 5, 35)))));
    private static final List<Segment> SEGMENTS =
            List.of(new Segment(5, 16, 900, 2, 2, 39, 1_789_999_999_999L));

    @Test
    void aCheckpoint_isWrittenAsInTheGolden() {
        ShardCheckpoint checkpoint =
                new ShardCheckpoint(
                        List.of(
                                new TopicCreated(
                                        new Topic(
                                                TOPIC_ID, "zähler", 3, Topic.configs(Map.of()), 4)),
                                new ProducerIdsReserved(6, 2_000)),
                        List.of(),
                        List.of(
                                new TopicState(
                                        TOPIC_ID,
                                        "zähler",
                                        List.of(
                                                new HostedState(
                                                        2, STATE, new Segments(0, SEGMENTS, 30)),
                                                new HostedState(
                                                        1,
                                                        PartitionState.EMPTY,
                                                        new Segments(0, List.of()))))),
                        new ObjectTable(6, new TreeMap<>(Map.of(5L, 1_000))));

        assertEquals(GoldenFile.hex("shard-checkpoint-v2"), GoldenFile.hex(checkpoint.encode(0)));
    }

    @ParameterizedTest
    @CsvSource({"shard-checkpoint-v1,0", "shard-checkpoint-v2,30"})
    void theGoldens_areRead(String golden, long compactedTo) {
        ShardCheckpoint read = ShardCheckpoint.decode(0, GoldenFile.bytes(golden));

        assertEquals(2, read.catalogue().size());
        assertEquals(new ProducerIdsReserved(6, 2_000), read.catalogue().getLast());
        assertEquals(List.of(), read.groups());
        TopicState topic = read.topics().getFirst();
        assertEquals("zähler", topic.name());
        assertEquals(TOPIC_ID, topic.id());
        assertEquals(2, topic.partitions().getFirst().partition());
        assertEquals(STATE, topic.partitions().getFirst().state());
        assertEquals(SEGMENTS, topic.partitions().getFirst().segments().all());
        assertEquals(compactedTo, topic.partitions().getFirst().segments().compactedTo());
        assertEquals(PartitionState.EMPTY, topic.partitions().getLast().state());
        assertEquals(new ObjectTable(6, new TreeMap<>(Map.of(5L, 1_000))), read.objects());
    }

    @Test
    void aLaterFormat_isRefused() {
        ByteBuffer later = ByteBuffer.allocate(10).put(0, (byte) 3);

        assertThrows(IllegalStateException.class, () -> ShardCheckpoint.decode(0, later));
    }
}
