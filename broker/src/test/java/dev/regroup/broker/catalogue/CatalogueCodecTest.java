package dev.regroup.broker.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regroup.broker.GoldenFile;
import dev.regroup.broker.catalogue.CatalogueEvent.PartitionsAdded;
import dev.regroup.broker.catalogue.CatalogueEvent.ProducerIdsReserved;
import dev.regroup.broker.catalogue.CatalogueEvent.SettingsReplaced;
import dev.regroup.broker.catalogue.CatalogueEvent.TopicCreated;
import dev.regroup.broker.catalogue.CatalogueEvent.TopicDeleted;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.SettingsOwner;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The catalogue's events, byte for byte: `docs/formats/shard-entries.md`.
class CatalogueCodecTest {
    private static final Uuid TOPIC_ID = new Uuid(0x0123456789abcdefL, 0xfedcba9876543210L);
    private static final long VERSION = 0x0100000000000003L;

    static Stream<Arguments> goldens() {
        Map<String, String> configs = Map.of("retention.ms", "-1", "cleanup.policy", "compact");
        Topic bare = new Topic(TOPIC_ID, "orders", 1, new TreeMap<>(), VERSION);
        Topic full = new Topic(TOPIC_ID, "zähler", 1_000_000, new TreeMap<>(configs), VERSION);
        return Stream.of(
                Arguments.of("catalogue-topic-created-v1", new TopicCreated(full)),
                Arguments.of("catalogue-topic-created-bare-v1", new TopicCreated(bare)),
                Arguments.of(
                        "catalogue-partitions-added-v1",
                        new PartitionsAdded(VERSION, TOPIC_ID, 258)),
                Arguments.of("catalogue-topic-deleted-v1", new TopicDeleted(VERSION, TOPIC_ID)),
                Arguments.of(
                        "catalogue-producer-ids-reserved-v1",
                        new ProducerIdsReserved(VERSION, 66_000)),
                Arguments.of(
                        "catalogue-settings-replaced-v1",
                        new SettingsReplaced(
                                VERSION,
                                new SettingsOwner(Scope.GROUP, "zähl1"),
                                new TreeMap<>(Map.of("consumer.session.timeout.ms", "50000")))));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void event_isWrittenAsInTheGolden(String golden, CatalogueEvent event) {
        assertEquals(GoldenFile.hex(golden), GoldenFile.hex(CatalogueCodec.encode(event)));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void golden_isReadAsTheEvent(String golden, CatalogueEvent event) {
        assertEquals(event, CatalogueCodec.decode(GoldenFile.bytes(golden)));
    }

    @Test
    void aNewerFormat_isRefused() {
        ByteBuffer newer = GoldenFile.bytes("catalogue-topic-deleted-v1").put(0, (byte) 2);

        assertThrows(IllegalStateException.class, () -> CatalogueCodec.decode(newer));
    }

    @Test
    void anUnknownType_isRefused() {
        ByteBuffer unknown = GoldenFile.bytes("catalogue-topic-deleted-v1").put(1, (byte) 6);

        assertThrows(IllegalStateException.class, () -> CatalogueCodec.decode(unknown));
    }
}
