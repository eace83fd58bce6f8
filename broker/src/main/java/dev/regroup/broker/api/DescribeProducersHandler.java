package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.broker.shard.ShardCommand.DescribeProducers;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.Producer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// DescribeProducers v0 (KIP-664): the idempotent producers that a partition remembers. None of
/// them has a transaction.
public final class DescribeProducersHandler implements Handler {
    private static final int NO_COORDINATOR = -1;
    private static final long NO_TRANSACTION = -1;

    private final CataloguePublication catalogue;
    private final Requests requests;

    public DescribeProducersHandler(CataloguePublication catalogue, Requests requests) {
        this.catalogue = catalogue;
        this.requests = requests;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.DESCRIBE_PRODUCERS;
    }

    private record Asked(Topic topic, PartitionKey key, PartitionResponse response) {}

    @Override
    public void handle(Exchange exchange) {
        DescribeProducersRequestData request =
                (DescribeProducersRequestData) exchange.request().data();
        DescribeProducersResponseData response = new DescribeProducersResponseData();
        List<Asked> asked = new ArrayList<>();
        for (TopicRequest wanted : request.topics()) {
            TopicResponse topicResponse = new TopicResponse().setName(wanted.name());
            response.topics().add(topicResponse);
            for (int partition : Set.copyOf(wanted.partitionIndexes())) {
                PartitionResponse one = new PartitionResponse().setPartitionIndex(partition);
                topicResponse.partitions().add(one);
                resolve(exchange, wanted.name(), one).ifPresent(asked::add);
            }
        }
        Parts parts = new Parts(() -> exchange.answer(response));
        for (Asked one : asked) {
            parts.expect();
            ReplyTo<Optional<List<Producer>>> replyTo =
                    producers -> {
                        fill(one.response, producers);
                        parts.arrived();
                    };
            requests.onShard(
                    requests.placement().shardOf(one.topic, one.key.partition()),
                    new DescribeProducers(replyTo, one.key));
        }
        parts.noMore();
    }

    private Optional<Asked> resolve(Exchange exchange, String name, PartitionResponse response) {
        if (!exchange.permitsOnTopic(AclOperation.READ, name)) {
            response.setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code());
            return Optional.empty();
        }
        Optional<Topic> topic =
                catalogue
                        .view()
                        .byName(name)
                        .filter(known -> known.hasPartition(response.partitionIndex()));
        if (topic.isEmpty()) {
            response.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        }
        return topic.map(known ->
                new Asked(
                        known, new PartitionKey(known.id(), response.partitionIndex()), response));
    }

    private static void fill(PartitionResponse response, Optional<List<Producer>> producers) {
        if (producers.isEmpty()) {
            response.setErrorCode(Errors.NOT_LEADER_OR_FOLLOWER.code());
            return;
        }
        response.setActiveProducers(
                producers.get().stream()
                        .map(producer ->
                                new ProducerState()
                                        .setProducerId(producer.producerId())
                                        .setProducerEpoch(producer.epoch())
                                        .setLastSequence(producer.lastSequence())
                                        .setLastTimestamp(producer.lastTimestampMs())
                                        .setCoordinatorEpoch(NO_COORDINATOR)
                                        .setCurrentTxnStartOffset(NO_TRANSACTION))
                        .toList());
    }
}
