package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.PartitionHandles;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.broker.shard.SettingsOfTopics;
import dev.regroup.broker.shard.ShardCommand.Append;
import dev.regroup.broker.shard.ShardCommand.NewBatch;
import dev.regroup.storage.partition.AppendOutcome;
import dev.regroup.storage.partition.AppendOutcome.Accepted;
import dev.regroup.storage.partition.AppendOutcome.Duplicate;
import dev.regroup.storage.partition.AppendOutcome.Refused;
import dev.regroup.storage.partition.PartitionHandle;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponseCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ProduceRequest;

/// Produce v3-13. acks=1 is answered as acks=all: when the batch is durable.
public final class ProduceHandler implements Handler {
    private static final short FIRST_VERSION_WITH_TOPIC_IDS = 13;

    private final CataloguePublication catalogue;
    private final Requests requests;
    private final BatchCheck check;
    private final SettingsOfTopics settings;
    private final PartitionHandles handles;

    public ProduceHandler(
            CataloguePublication catalogue,
            PartitionHandles handles,
            Requests requests,
            BatchCheck check,
            SettingsOfTopics settings) {
        this.catalogue = catalogue;
        this.handles = handles;
        this.settings = settings;
        this.requests = requests;
        this.check = check;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.PRODUCE;
    }

    @Override
    public void handle(Exchange exchange) {
        ProduceRequestData request = ((ProduceRequest) exchange.request()).data();
        Produced produced = new Produced(exchange, request.acks());
        Map<Integer, List<Waiting>> byShard = new LinkedHashMap<>();
        CatalogueView view = catalogue.view();
        for (TopicProduceData data : request.topicData()) {
            Optional<Topic> topic =
                    exchange.version() >= FIRST_VERSION_WITH_TOPIC_IDS
                            ? view.byId(data.topicId())
                            : view.byName(data.name());
            for (PartitionProduceData partition : data.partitionData()) {
                PartitionProduceResponse response = produced.add(data, partition.index());
                admit(exchange, request, topic, partition)
                        .fill(response)
                        .ifPresent(good ->
                                byShard.computeIfAbsent(
                                                shardOf(topic.orElseThrow(), good.batch()),
                                                shard -> new ArrayList<>())
                                        .add(new Waiting(good, response)));
            }
        }
        produced.expect(byShard.size());
        byShard.forEach((shard, waiting) ->
                requests.onShard(
                        shard,
                        new Append(
                                produced.from(waiting),
                                waiting.stream().map(Waiting::batch).toList())));
    }

    private int shardOf(Topic topic, NewBatch batch) {
        return requests.placement().shardOf(topic, batch.partition().partition());
    }

    /// A batch that may go to its shard, and where the outcome belongs.
    private record Waiting(BatchCheck.Good good, PartitionProduceResponse response) {
        NewBatch batch() {
            return good.batch();
        }
    }

    private BatchCheck.Verdict admit(
            Exchange exchange,
            ProduceRequestData request,
            Optional<Topic> topic,
            PartitionProduceData partition) {
        if (request.acks() < -1 || request.acks() > 1) {
            return new BatchCheck.Bad(
                    Errors.INVALID_REQUIRED_ACKS,
                    "acks must be -1, 0 or 1, found %d".formatted(request.acks()));
        }
        if (topic.isEmpty()) {
            return new BatchCheck.Bad(
                    exchange.version() >= FIRST_VERSION_WITH_TOPIC_IDS
                            ? Errors.UNKNOWN_TOPIC_ID
                            : Errors.UNKNOWN_TOPIC_OR_PARTITION,
                    "no such topic");
        }
        if (!exchange.permitsOnTopic(AclOperation.WRITE, topic.get().name())) {
            return new BatchCheck.Bad(
                    Errors.TOPIC_AUTHORIZATION_FAILED, Errors.TOPIC_AUTHORIZATION_FAILED.message());
        }
        if (!topic.get().hasPartition(partition.index())) {
            return new BatchCheck.Bad(
                    Errors.UNKNOWN_TOPIC_OR_PARTITION,
                    "topic %s has %d partitions, none is %d"
                            .formatted(
                                    topic.get().name(),
                                    topic.get().partitions(),
                                    partition.index()));
        }
        if (topic.get().internal()) {
            return new BatchCheck.Bad(
                    Errors.INVALID_TOPIC_EXCEPTION,
                    "topic %s is written by the broker only".formatted(topic.get().name()));
        }
        return check.check(
                new PartitionKey(topic.get().id(), partition.index()),
                partition.records(),
                settings.of(topic.get()),
                exchange.version());
    }

    /// The answer in the making: complete when every shard has said what became of its batches.
    private final class Produced {
        private final Exchange exchange;
        private final short acks;
        private final TopicProduceResponseCollection topics = new TopicProduceResponseCollection();
        private final AtomicInteger shardsMissing = new AtomicInteger();

        Produced(Exchange exchange, short acks) {
            this.exchange = exchange;
            this.acks = acks;
        }

        PartitionProduceResponse add(TopicProduceData data, int partition) {
            Uuid topicId = data.topicId();
            TopicProduceResponse topic = topics.find(data.name(), topicId);
            if (topic == null) {
                topic = new TopicProduceResponse().setName(data.name()).setTopicId(topicId);
                topics.add(topic);
            }
            PartitionProduceResponse response =
                    new PartitionProduceResponse()
                            .setIndex(partition)
                            .setBaseOffset(-1)
                            .setLogAppendTimeMs(-1)
                            .setLogStartOffset(-1);
            topic.partitionResponses().add(response);
            return response;
        }

        void expect(int shards) {
            shardsMissing.set(shards);
            if (shards == 0) {
                finish();
            }
        }

        ReplyTo<List<AppendOutcome>> from(List<Waiting> waiting) {
            return outcomes -> {
                for (int i = 0; i < outcomes.size(); i++) {
                    fill(waiting.get(i), outcomes.get(i));
                    check.release(waiting.get(i).good());
                    if (outcomes.get(i) instanceof Refused refused
                            && refused.reason() == AppendOutcome.Reason.STORAGE_FAILED) {
                        // The log that failed may not have let go of them.
                        exchange.keepBytes();
                    }
                }
                // The count orders the fields written above before the thread that answers.
                if (shardsMissing.decrementAndGet() == 0) {
                    finish();
                }
            };
        }

        private void fill(Waiting waiting, AppendOutcome outcome) {
            PartitionProduceResponse response = waiting.response();
            switch (outcome) {
                case Accepted accepted ->
                        response.setBaseOffset(accepted.baseOffset())
                                .setLogStartOffset(logStartOffset(waiting.batch().partition()));
                case Duplicate duplicate ->
                        response.setBaseOffset(duplicate.baseOffset())
                                .setLogStartOffset(logStartOffset(waiting.batch().partition()));
                case Refused refused ->
                        response.setErrorCode(ErrorMapping.of(refused.reason()).code())
                                .setErrorMessage(ErrorText.of(refused.detail()))
                                .setLogAppendTimeMs(-1);
            }
        }

        private long logStartOffset(PartitionKey key) {
            Optional<PartitionHandle> handle = handles.find(key);
            return handle.isPresent() && handle.get().view() instanceof PartitionView.Open open
                    ? open.logStartOffset()
                    : -1;
        }

        private void finish() {
            if (acks != 0) {
                exchange.answer(new ProduceResponseData().setResponses(topics));
                return;
            }
            Optional<PartitionProduceResponse> failed =
                    topics.stream()
                            .flatMap(topic -> topic.partitionResponses().stream())
                            .filter(response -> response.errorCode() != Errors.NONE.code())
                            .findFirst();
            if (failed.isPresent()) {
                exchange.disconnect(
                        "produce with acks=0 failed: "
                                + Errors.forCode(failed.get().errorCode()).name());
            } else {
                exchange.answerNothing();
            }
        }
    }
}
