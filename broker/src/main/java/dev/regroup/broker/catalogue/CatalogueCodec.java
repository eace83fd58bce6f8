package dev.regroup.broker.catalogue;

import dev.regroup.broker.catalogue.CatalogueEvent.PartitionsAdded;
import dev.regroup.broker.catalogue.CatalogueEvent.ProducerIdsReserved;
import dev.regroup.broker.catalogue.CatalogueEvent.SettingsReplaced;
import dev.regroup.broker.catalogue.CatalogueEvent.TopicCreated;
import dev.regroup.broker.catalogue.CatalogueEvent.TopicDeleted;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.SettingsOwner;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/// The bytes of a [CatalogueEvent] in shard 0's log: `docs/formats/shard-entries.md`.
public final class CatalogueCodec {
    private static final byte FORMAT = 1;
    private static final byte TOPIC_CREATED = 1;
    private static final byte PARTITIONS_ADDED = 2;
    private static final byte TOPIC_DELETED = 3;
    private static final byte PRODUCER_IDS_RESERVED = 4;
    private static final byte SETTINGS_REPLACED = 5;

    private CatalogueCodec() {}

    public static ByteBuffer encode(CatalogueEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            switch (event) {
                case TopicCreated created -> {
                    out.writeByte(TOPIC_CREATED);
                    out.writeLong(created.version());
                    writeTopic(out, created.topic());
                }
                case PartitionsAdded added -> {
                    out.writeByte(PARTITIONS_ADDED);
                    out.writeLong(added.version());
                    writeId(out, added.topicId());
                    out.writeInt(added.partitions());
                }
                case TopicDeleted deleted -> {
                    out.writeByte(TOPIC_DELETED);
                    out.writeLong(deleted.version());
                    writeId(out, deleted.topicId());
                }
                case SettingsReplaced replaced -> {
                    out.writeByte(SETTINGS_REPLACED);
                    out.writeLong(replaced.version());
                    out.writeByte(replaced.owner().scope().wireId());
                    writeText(out, replaced.owner().name());
                    writePairs(out, replaced.values());
                }
                case ProducerIdsReserved reserved -> {
                    out.writeByte(PRODUCER_IDS_RESERVED);
                    out.writeLong(reserved.version());
                    out.writeLong(reserved.nextProducerId());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    public static CatalogueEvent decode(ByteBuffer encoded) {
        ByteBuffer in = encoded.duplicate();
        byte format = in.get();
        if (format != FORMAT) {
            throw new IllegalStateException(
                    "catalogue entry of format %d; this version reads %d"
                            .formatted(format, FORMAT));
        }
        byte type = in.get();
        long version = in.getLong();
        return switch (type) {
            case TOPIC_CREATED -> new TopicCreated(readTopic(in, version));
            case PARTITIONS_ADDED -> new PartitionsAdded(version, readId(in), in.getInt());
            case TOPIC_DELETED -> new TopicDeleted(version, readId(in));
            case PRODUCER_IDS_RESERVED -> new ProducerIdsReserved(version, in.getLong());
            case SETTINGS_REPLACED ->
                    new SettingsReplaced(
                            version, new SettingsOwner(readScope(in), readText(in)), readPairs(in));
            default ->
                    throw new IllegalStateException(
                            "catalogue entry of unknown type %d".formatted(type));
        };
    }

    private static void writeTopic(DataOutputStream out, Topic topic) throws IOException {
        writeId(out, topic.id());
        writeText(out, topic.name());
        out.writeInt(topic.partitions());
        writePairs(out, topic.configs());
    }

    private static void writePairs(DataOutputStream out, SortedMap<String, String> pairs)
            throws IOException {
        out.writeInt(pairs.size());
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            writeText(out, pair.getKey());
            writeText(out, pair.getValue());
        }
    }

    private static SortedMap<String, String> readPairs(ByteBuffer in) {
        int count = in.getInt();
        SortedMap<String, String> pairs = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            pairs.put(readText(in), readText(in));
        }
        return pairs;
    }

    private static Scope readScope(ByteBuffer in) {
        byte id = in.get();
        return Scope.ofWireId(id)
                .orElseThrow(() ->
                        new IllegalStateException(
                                "settings of unknown resource type %d".formatted(id)));
    }

    private static Topic readTopic(ByteBuffer in, long version) {
        Uuid id = readId(in);
        String name = readText(in);
        int partitions = in.getInt();
        return new Topic(id, name, partitions, readPairs(in), version);
    }

    private static void writeId(DataOutputStream out, Uuid id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static Uuid readId(ByteBuffer in) {
        return new Uuid(in.getLong(), in.getLong());
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static String readText(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalStateException(
                    "text of %d bytes in a catalogue entry that has %d more"
                            .formatted(length, in.remaining()));
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
