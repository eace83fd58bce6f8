package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.fetch.Asked;
import dev.regroup.broker.fetch.FetchKey;
import dev.regroup.broker.fetch.FetchSession;
import dev.regroup.broker.fetch.FetchSessions;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.PartitionHandles;
import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.partition.PartitionHandle;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
import dev.regroup.storage.partition.PartitionView.FirstBatch;
import dev.regroup.storage.segment.SegmentGoneException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.FetchMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetch v4-18, with sessions (KIP-227).
///
/// What is read is what partitions' views show; no shard is asked.
public final class FetchHandler implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(FetchHandler.class);
    private static final short FIRST_VERSION_WITH_SESSIONS = 7;
    private static final short FIRST_VERSION_WITH_TOPIC_IDS = 13;

    /// Kafka's `fetch.max.bytes`: what one answer may hold, whatever the client would take.
    private static final int ANSWER_BYTES_MAX = 57_671_680;

    private final CataloguePublication catalogue;
    private final PartitionHandles handles;
    private final RecordReads reads;
    private final FetchSessions sessions;

    public FetchHandler(
            CataloguePublication catalogue,
            PartitionHandles handles,
            RecordReads reads,
            FetchSessions sessions) {
        this.catalogue = catalogue;
        this.handles = handles;
        this.reads = reads;
        this.sessions = sessions;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.FETCH;
    }

    @Override
    public void handle(Exchange exchange) {
        FetchRequestData request = (FetchRequestData) exchange.request().data();
        switch (select(exchange, request)) {
            case FetchSessions.Failed failed ->
                    exchange.answer(
                            new FetchResponseData()
                                    .setErrorCode(ErrorMapping.of(failed.refusal()).code()));
            case FetchSessions.Sessionless plain ->
                    answer(exchange, request, plain.asked(), new Session.None());
            case FetchSessions.Full full ->
                    answer(exchange, request, full.asked(), new Session.New(full.session()));
            case FetchSessions.Incremental more ->
                    answer(exchange, request, more.asked(), new Session.Known(more.session()));
        }
    }

    /// What an answer says of its session.
    private sealed interface Session {
        record None() implements Session {}

        record New(FetchSession session) implements Session {}

        record Known(FetchSession session) implements Session {}
    }

    private FetchSessions.Selection select(Exchange exchange, FetchRequestData request) {
        List<Asked> asked = new ArrayList<>();
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                asked.add(
                        new Asked(
                                new FetchKey(topic.topicId(), topic.topic(), partition.partition()),
                                partition));
            }
        }
        if (exchange.version() < FIRST_VERSION_WITH_SESSIONS) {
            return new FetchSessions.Sessionless(asked);
        }
        List<FetchKey> forgotten = new ArrayList<>();
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            for (int partition : topic.partitions()) {
                forgotten.add(new FetchKey(topic.topicId(), topic.topic(), partition));
            }
        }
        return sessions.select(
                new FetchSessions.Request(
                        request.sessionId(),
                        request.sessionEpoch(),
                        exchange.version() >= FIRST_VERSION_WITH_TOPIC_IDS,
                        asked,
                        forgotten));
    }

    private void answer(
            Exchange exchange, FetchRequestData request, List<Asked> asked, Session session) {
        List<Wanted> wanted = asked.stream().map(one -> wanted(exchange, one)).toList();
        Lease lease = new Lease(reads);
        exchange.answerInTurn(
                () -> {
                    await(request, wanted);
                    lease.begin();
                    return response(request, wanted, session);
                },
                lease::end);
    }

    /// One partition to be read.
    private record Wanted(
            FetchKey key,
            FetchPartition partition,
            Optional<PartitionHandle> handle,
            Errors ifAbsent) {}

    private Wanted wanted(Exchange exchange, Asked asked) {
        FetchKey key = asked.key();
        boolean byId = exchange.version() >= FIRST_VERSION_WITH_TOPIC_IDS;
        Optional<Topic> topic =
                byId ? catalogue.view().byId(key.topicId()) : catalogue.view().byName(key.topic());
        if (topic.isEmpty()) {
            return new Wanted(
                    key,
                    asked.partition(),
                    Optional.empty(),
                    byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
        if (!exchange.permitsOnTopic(AclOperation.READ, topic.get().name())) {
            return new Wanted(
                    key, asked.partition(), Optional.empty(), Errors.TOPIC_AUTHORIZATION_FAILED);
        }
        return new Wanted(
                key,
                asked.partition(),
                handles.find(new PartitionKey(topic.get().id(), key.partition())),
                Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    /// Waits until there is enough to read, something to report, or the time has come.
    private void await(FetchRequestData request, List<Wanted> wanted) throws InterruptedException {
        List<PartitionHandle> watched =
                wanted.stream().map(Wanted::handle).flatMap(Optional::stream).toList();
        ViewWait.until(
                watched,
                request.maxWaitMs(),
                () -> enough(wanted, Math.max(1, request.minBytes()), request));
    }

    private boolean enough(List<Wanted> wanted, int minBytes, FetchRequestData request) {
        if (request.minBytes() <= 0 || wanted.isEmpty()) {
            // Who asks for no partition ends its session: nothing will ever come.
            return true;
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

    private FetchResponseData response(
            FetchRequestData request, List<Wanted> wanted, Session session)
            throws InterruptedException {
        FetchResponseData response =
                new FetchResponseData()
                        .setSessionId(
                                switch (session) {
                                    case Session.None none -> FetchMetadata.INVALID_SESSION_ID;
                                    case Session.New fresh -> fresh.session.id();
                                    case Session.Known known -> known.session.id();
                                });
        long bytesAllowed = Math.clamp(request.maxBytes(), 0, ANSWER_BYTES_MAX);
        long bytesLeft = bytesAllowed;
        for (Wanted one : wanted) {
            boolean first = bytesLeft == bytesAllowed;
            PartitionData data = read(one, bytesLeft, first);
            bytesLeft -= data.records() == null ? 0 : data.records().sizeInBytes();
            boolean told =
                    switch (session) {
                        case Session.None none -> true;
                        case Session.New fresh -> {
                            fresh.session.tell(one.key, data);
                            yield true;
                        }
                        case Session.Known known -> known.session.tell(one.key, data);
                    };
            if (told) {
                topic(response, one.key).partitions().add(data);
            }
        }
        return response;
    }

    /// The part of the answer that the next partition belongs to: the last, or a new one.
    private static FetchableTopicResponse topic(FetchResponseData response, FetchKey key) {
        List<FetchableTopicResponse> topics = response.responses();
        if (topics.isEmpty()
                || !topics.getLast().topicId().equals(key.topicId())
                || !topics.getLast().topic().equals(key.topic())) {
            topics.add(
                    new FetchableTopicResponse().setTopic(key.topic()).setTopicId(key.topicId()));
        }
        return topics.getLast();
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
        FirstBatch rule = first ? FirstBatch.WHATEVER_ITS_SIZE : FirstBatch.WITHIN_THE_LIMIT;
        long bytesMax = Math.clamp(bytesLeft, 0, Math.max(0, wanted.partition.partitionMaxBytes()));
        try {
            List<ByteBuffer> slices = slices(wanted, standing, bytesMax, rule);
            return slices.isEmpty() ? data : data.setRecords(ExtentRecords.of(slices));
        } catch (CorruptDataException e) {
            LOG.atError()
                    .addKeyValue("topic", wanted.key.topic())
                    .addKeyValue("partition", wanted.key.partition())
                    .addKeyValue("offset", wanted.partition.fetchOffset())
                    .setCause(e)
                    .log("Records cannot be read, since they are damaged");
            return data.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
        } catch (StorageException e) {
            return data.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
        }
    }

    /// Segments may be replaced while they are read: then a newer view has the batches elsewhere.
    private List<ByteBuffer> slices(
            Wanted wanted, Standing standing, long bytesMax, FirstBatch rule)
            throws InterruptedException {
        long offset = wanted.partition.fetchOffset();
        try {
            return reads.read(standing.open(), offset, bytesMax, rule);
        } catch (SegmentGoneException e) {
            Standing newer = standing(wanted);
            if (newer.view.equals(standing.view) || newer.error != Errors.NONE) {
                throw e;
            }
            return reads.read(newer.open(), offset, bytesMax, rule);
        }
    }
}
