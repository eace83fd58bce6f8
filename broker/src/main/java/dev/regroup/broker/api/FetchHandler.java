package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.PartitionHandles;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.partition.PartitionHandle;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/// Fetch v4-18, without sessions: every answer says session 0, as a broker does whose session slots
/// are all taken (KIP-227), and clients go on with full requests.
///
/// What is read is what partitions' views show; no shard is asked.
public final class FetchHandler implements Handler {
    private static final short FIRST_VERSION_WITH_TOPIC_IDS = 13;

    /// Kafka's `fetch.max.bytes`: what one answer may hold, whatever the client would take.
    private static final int ANSWER_BYTES_MAX = 57_671_680;

    private final CataloguePublication catalogue;
    private final PartitionHandles handles;
    private final RecordReads reads;

    public FetchHandler(
            CataloguePublication catalogue, PartitionHandles handles, RecordReads reads) {
        this.catalogue = catalogue;
        this.handles = handles;
        this.reads = reads;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.FETCH;
    }

    @Override
    public void handle(Exchange exchange) {
        FetchRequestData request = (FetchRequestData) exchange.request().data();
        if (request.sessionId() != 0) {
            exchange.answer(
                    new FetchResponseData().setErrorCode(Errors.FETCH_SESSION_ID_NOT_FOUND.code()));
            return;
        }
        List<Wanted> wanted = wanted(exchange, request);
        exchange.answerInTurn(() -> fetch(request, wanted));
    }

    /// One partition of the request.
    ///
    /// @param topicNumber the topic's place in the request
    private record Wanted(
            int topicNumber,
            FetchTopic topic,
            FetchPartition partition,
            Optional<PartitionHandle> handle,
            Errors ifAbsent) {}

    private List<Wanted> wanted(Exchange exchange, FetchRequestData request) {
        boolean byId = exchange.version() >= FIRST_VERSION_WITH_TOPIC_IDS;
        List<Wanted> wanted = new ArrayList<>();
        for (int number = 0; number < request.topics().size(); number++) {
            FetchTopic fetchTopic = request.topics().get(number);
            Optional<Topic> topic =
                    byId
                            ? catalogue.view().byId(fetchTopic.topicId())
                            : catalogue.view().byName(fetchTopic.topic());
            Errors ifAbsent =
                    byId && topic.isEmpty()
                            ? Errors.UNKNOWN_TOPIC_ID
                            : Errors.UNKNOWN_TOPIC_OR_PARTITION;
            for (FetchPartition partition : fetchTopic.partitions()) {
                wanted.add(
                        new Wanted(
                                number,
                                fetchTopic,
                                partition,
                                topic.flatMap(known ->
                                        handles.find(
                                                new PartitionKey(
                                                        known.id(), partition.partition()))),
                                ifAbsent));
            }
        }
        return wanted;
    }

    /// Waits until there is enough to read, something to report, or the time has come; then reads.
    private FetchResponseData fetch(FetchRequestData request, List<Wanted> wanted)
            throws InterruptedException {
        List<PartitionHandle> watched =
                wanted.stream().map(Wanted::handle).flatMap(Optional::stream).toList();
        ViewWait.until(
                watched,
                request.maxWaitMs(),
                () -> enough(wanted, Math.max(1, request.minBytes()), request));
        return response(request, wanted);
    }

    private boolean enough(List<Wanted> wanted, int minBytes, FetchRequestData request) {
        if (request.minBytes() <= 0 || wanted.isEmpty()) {
            return request.minBytes() <= 0;
        }
        long bytes = 0;
        for (Wanted one : wanted) {
            Standing standing = standing(one);
            if (standing.error != Errors.NONE) {
                return true;
            }
            bytes +=
                    Math.min(
                            one.partition.partitionMaxBytes(),
                            standing.open().availableBytes(one.partition.fetchOffset(), minBytes));
            if (bytes >= minBytes) {
                return true;
            }
        }
        return false;
    }

    /// Whether a partition can be read as asked, now.
    private record Standing(Optional<PartitionView.Open> view, Errors error) {
        PartitionView.Open open() {
            return view.orElseThrow();
        }
    }

    private static Standing standing(Wanted wanted) {
        if (wanted.handle.isEmpty()) {
            return new Standing(Optional.empty(), wanted.ifAbsent);
        }
        return switch (wanted.handle.get().view()) {
            case PartitionView.Closed closed ->
                    new Standing(Optional.empty(), Errors.NOT_LEADER_OR_FOLLOWER);
            case PartitionView.Open open ->
                    new Standing(Optional.of(open), positionError(open, wanted.partition));
        };
    }

    private static Errors positionError(PartitionView.Open open, FetchPartition partition) {
        Errors epochError = LeaderEpochs.check(partition.currentLeaderEpoch(), open.leaderEpoch());
        if (epochError != Errors.NONE) {
            return epochError;
        }
        long offset = partition.fetchOffset();
        return offset < open.logStartOffset() || offset > open.highWatermark()
                ? Errors.OFFSET_OUT_OF_RANGE
                : Errors.NONE;
    }

    private FetchResponseData response(FetchRequestData request, List<Wanted> wanted)
            throws InterruptedException {
        FetchResponseData response = new FetchResponseData();
        long bytesAllowed = Math.min(request.maxBytes(), ANSWER_BYTES_MAX);
        long bytesLeft = bytesAllowed;
        int topicOfLast = -1;
        for (Wanted one : wanted) {
            if (one.topicNumber != topicOfLast) {
                topicOfLast = one.topicNumber;
                response.responses()
                        .add(
                                new FetchableTopicResponse()
                                        .setTopic(one.topic.topic())
                                        .setTopicId(one.topic.topicId()));
            }
            boolean first = bytesLeft == bytesAllowed;
            PartitionData data = read(one, bytesLeft, first);
            bytesLeft -= data.records() == null ? 0 : data.records().sizeInBytes();
            response.responses().getLast().partitions().add(data);
        }
        return response;
    }

    /// @param first whether nothing has been read for this answer: then one batch is returned even
    ///   if it is larger than the limits, so that a client can always go on (KIP-74)
    private PartitionData read(Wanted wanted, long bytesLeft, boolean first)
            throws InterruptedException {
        PartitionData data =
                new PartitionData()
                        .setPartitionIndex(wanted.partition.partition())
                        .setHighWatermark(-1)
                        .setRecords(MemoryRecords.EMPTY);
        Standing standing = standing(wanted);
        standing.view.ifPresent(open ->
                data.setHighWatermark(open.highWatermark())
                        .setLastStableOffset(open.lastStableOffset())
                        .setLogStartOffset(open.logStartOffset()));
        if (standing.error != Errors.NONE) {
            return data.setErrorCode(standing.error.code());
        }
        List<Extent> extents =
                standing.open()
                        .read(
                                wanted.partition.fetchOffset(),
                                Math.clamp(bytesLeft, 0, wanted.partition.partitionMaxBytes()),
                                first
                                        ? PartitionView.FirstBatch.WHATEVER_ITS_SIZE
                                        : PartitionView.FirstBatch.WITHIN_THE_LIMIT);
        if (extents.isEmpty()) {
            return data;
        }
        try {
            return data.setRecords(ExtentRecords.of(reads.read(extents)));
        } catch (StorageException e) {
            return data.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
        }
    }
}
