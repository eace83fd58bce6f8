package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.PartitionHandles;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.log.ExtentReader.Pin;
import dev.regroup.storage.partition.PartitionHandle;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;

/// ListOffsets v1-11: the ends of a partition, or the first record from a time on. Nothing is
/// tiered, so that the earliest local offset is the earliest one and the latest tiered one is
/// unknown.
public final class ListOffsetsHandler implements Handler {
    private static final short FIRST_VERSION_WITH_LEADER_EPOCH = 4;
    private static final int NO_EPOCH = ListOffsetsResponse.UNKNOWN_EPOCH;

    private final CataloguePublication catalogue;
    private final PartitionHandles handles;
    private final RecordReads reads;

    public ListOffsetsHandler(
            CataloguePublication catalogue, PartitionHandles handles, RecordReads reads) {
        this.catalogue = catalogue;
        this.handles = handles;
        this.reads = reads;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.LIST_OFFSETS;
    }

    @Override
    public void handle(Exchange exchange) {
        ListOffsetsRequestData request = (ListOffsetsRequestData) exchange.request().data();
        if (!((ListOffsetsRequest) exchange.request()).duplicatePartitions().isEmpty()) {
            exchange.refuse(Errors.INVALID_REQUEST);
            return;
        }
        // A search by time may have to read a batch: not on the reader.
        exchange.answerInTurn(() -> {
            Pin pin = reads.pin();
            try {
                return response(exchange, request);
            } finally {
                pin.close();
            }
        });
    }

    private ListOffsetsResponseData response(Exchange exchange, ListOffsetsRequestData request)
            throws InterruptedException {
        ListOffsetsResponseData response = new ListOffsetsResponseData();
        for (ListOffsetsTopic topic : request.topics()) {
            ListOffsetsTopicResponse topicResponse =
                    new ListOffsetsTopicResponse().setName(topic.name());
            Optional<Topic> known = catalogue.view().byName(topic.name());
            boolean permitted = exchange.permitsOnTopic(AclOperation.DESCRIBE, topic.name());
            for (ListOffsetsPartition partition : topic.partitions()) {
                ListOffsetsPartitionResponse answer =
                        permitted
                                ? answer(known, partition)
                                : new ListOffsetsPartitionResponse()
                                        .setPartitionIndex(partition.partitionIndex())
                                        .setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code());
                if (exchange.version() < FIRST_VERSION_WITH_LEADER_EPOCH) {
                    answer.setLeaderEpoch(NO_EPOCH);
                }
                topicResponse.partitions().add(answer);
            }
            response.topics().add(topicResponse);
        }
        return response;
    }

    private ListOffsetsPartitionResponse answer(
            Optional<Topic> topic, ListOffsetsPartition partition) throws InterruptedException {
        ListOffsetsPartitionResponse response =
                new ListOffsetsPartitionResponse().setPartitionIndex(partition.partitionIndex());
        Optional<PartitionHandle> handle =
                topic.flatMap(known ->
                        handles.find(new PartitionKey(known.id(), partition.partitionIndex())));
        if (handle.isEmpty()) {
            return response.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        }
        if (!(handle.get().view() instanceof PartitionView.Open open)) {
            return response.setErrorCode(Errors.NOT_LEADER_OR_FOLLOWER.code());
        }
        Errors epochError = LeaderEpochs.check(partition.currentLeaderEpoch(), open.leaderEpoch());
        if (epochError != Errors.NONE) {
            return response.setErrorCode(epochError.code());
        }
        try {
            Found found = find(open, partition.timestamp());
            return response.setOffset(found.offset)
                    .setTimestamp(found.timestampMs)
                    .setLeaderEpoch(found.leaderEpoch);
        } catch (KafkaException | BufferUnderflowException | IllegalArgumentException e) {
            // A producer wrote a batch of which only the header and the checksum are right.
            return response.setErrorCode(Errors.CORRUPT_MESSAGE.code());
        } catch (StorageException e) {
            return response.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
        }
    }

    private record Found(long offset, long timestampMs, int leaderEpoch) {
        static final Found NOTHING =
                new Found(
                        ListOffsetsResponse.UNKNOWN_OFFSET,
                        ListOffsetsResponse.UNKNOWN_TIMESTAMP,
                        NO_EPOCH);
    }

    private Found find(PartitionView.Open open, long timestamp) throws InterruptedException {
        if (timestamp == ListOffsetsRequest.LATEST_TIMESTAMP) {
            return new Found(
                    open.lastStableOffset(),
                    ListOffsetsResponse.UNKNOWN_TIMESTAMP,
                    open.leaderEpoch());
        }
        if (timestamp == ListOffsetsRequest.EARLIEST_TIMESTAMP
                || timestamp == ListOffsetsRequest.EARLIEST_LOCAL_TIMESTAMP) {
            return new Found(
                    open.logStartOffset(),
                    ListOffsetsResponse.UNKNOWN_TIMESTAMP,
                    open.firstLeaderEpoch());
        }
        if (timestamp == ListOffsetsRequest.MAX_TIMESTAMP) {
            return record(open, reads.batchOfMaxTimestamp(open), OptionalLong.empty());
        }
        if (timestamp < 0) {
            return Found.NOTHING;
        }
        return record(open, reads.firstBatchFrom(open, timestamp), OptionalLong.of(timestamp));
    }

    /// The first record of `batch` that is not older than `timestampMs`, or than any other.
    private static Found record(
            PartitionView.Open open, Optional<ByteBuffer> bytes, OptionalLong timestampMs) {
        if (bytes.isEmpty()) {
            return Found.NOTHING;
        }
        for (RecordBatch batch : MemoryRecords.readableRecords(bytes.get().slice()).batches()) {
            long wantedMs = timestampMs.orElse(batch.maxTimestamp());
            for (Record record : batch) {
                if (record.timestamp() >= wantedMs && record.offset() >= open.logStartOffset()) {
                    return new Found(
                            record.offset(), record.timestamp(), batch.partitionLeaderEpoch());
                }
            }
        }
        return Found.NOTHING;
    }
}
