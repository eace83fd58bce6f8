package dev.regroup.broker.shard;

import dev.regroup.broker.catalogue.CatalogueCodec;
import dev.regroup.broker.catalogue.CatalogueEvent;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.EntryCodec.LogStart;
import dev.regroup.broker.shard.EntryCodec.PartitionsOpened;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.partition.PartitionKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;

/// Entries of a shard's log in words, for those who look at a log from outside. Says nothing of
/// what records or settings contain.
public final class EntryText {
    private EntryText() {}

    /// On one line. An entry that cannot be read is called damaged.
    public static String of(LogEntry entry) {
        return read(entry).text;
    }

    /// Why a shard could not read the entry, if so.
    public static Optional<String> problem(LogEntry entry) {
        return read(entry).problem;
    }

    /// A record batch by itself, on one line.
    public static String ofBatch(ByteBuffer batch) {
        return read(() -> text(batch(batch)), "batch").text;
    }

    private record Reading(String text, Optional<String> problem) {}

    private static Reading read(LogEntry entry) {
        return read(() -> text(entry), "kind " + entry.kind());
    }

    private static Reading read(Supplier<String> reading, String kind) {
        try {
            return new Reading(reading.get(), Optional.empty());
        } catch (BufferUnderflowException e) {
            return damaged(kind, "it ends too early");
        } catch (IllegalStateException
                | IllegalArgumentException
                | NegativeArraySizeException
                | InvalidRecordException
                | CorruptRecordException e) {
            return damaged(kind, String.valueOf(e.getMessage()));
        }
    }

    private static Reading damaged(String kind, String why) {
        return new Reading(
                "%s, damaged: %s".formatted(kind, why),
                Optional.of("one of %s that is not: %s".formatted(kind, why)));
    }

    private static String text(LogEntry entry) {
        return switch (entry.kind()) {
            case EntryCodec.BATCH ->
                    "batch of %s, %s"
                            .formatted(
                                    text(EntryCodec.readBatchHeader(entry.header())),
                                    text(batch(entry.body())));
            case EntryCodec.PARTITIONS_OPENED -> {
                PartitionsOpened opened = EntryCodec.readPartitionsOpened(entry.header());
                yield "partitions opened: %s (%s) %s"
                        .formatted(opened.topicName(), opened.topicId(), opened.partitions());
            }
            case EntryCodec.TOPIC_DROPPED ->
                    "topic dropped: %s".formatted(EntryCodec.readTopicDropped(entry.header()));
            case EntryCodec.CATALOGUE -> text(CatalogueCodec.decode(entry.header()));
            case EntryCodec.LOG_START -> {
                LogStart start = EntryCodec.readLogStart(entry.header());
                yield "log start of %s: offset %d"
                        .formatted(text(start.partition()), start.offset());
            }
            default -> throw new IllegalStateException("of a newer version");
        };
    }

    private static String text(PartitionKey partition) {
        return "partition %d of %s".formatted(partition.partition(), partition.topicId());
    }

    private static RecordBatch batch(ByteBuffer body) {
        RecordBatch batch = MemoryRecords.readableRecords(body.slice()).firstBatch();
        if (batch == null || batch.sizeInBytes() != body.remaining()) {
            throw new IllegalStateException("not exactly one record batch");
        }
        batch.ensureValid();
        return batch;
    }

    private static String text(RecordBatch batch) {
        String producer =
                batch.hasProducerId()
                        ? ", producer %d epoch %d sequence %d"
                                .formatted(
                                        batch.producerId(),
                                        batch.producerEpoch(),
                                        batch.baseSequence())
                        : "";
        return "offsets %d to %d, %s, %d bytes, leader epoch %d, latest %s %d%s"
                .formatted(
                        batch.baseOffset(),
                        batch.lastOffset(),
                        batch.compressionType().name,
                        batch.sizeInBytes(),
                        batch.partitionLeaderEpoch(),
                        batch.timestampType(),
                        batch.maxTimestamp(),
                        producer);
    }

    private static String text(CatalogueEvent event) {
        String what =
                switch (event) {
                    case CatalogueEvent.TopicCreated created -> text(created.topic());
                    case CatalogueEvent.PartitionsAdded added ->
                            "topic %s has %d partitions"
                                    .formatted(added.topicId(), added.partitions());
                    case CatalogueEvent.TopicDeleted deleted ->
                            "topic deleted: %s".formatted(deleted.topicId());
                    case CatalogueEvent.SettingsReplaced settings ->
                            "settings of %s: %s"
                                    .formatted(settings.owner(), settings.values().keySet());
                    case CatalogueEvent.ProducerIdsReserved reserved ->
                            "producer ids below %d reserved".formatted(reserved.nextProducerId());
                };
        return "catalogue version %d, %s".formatted(event.version(), what);
    }

    private static String text(Topic topic) {
        return "topic created: %s (%s), %d partitions, settings %s"
                .formatted(topic.name(), topic.id(), topic.partitions(), topic.configs().keySet());
    }
}
