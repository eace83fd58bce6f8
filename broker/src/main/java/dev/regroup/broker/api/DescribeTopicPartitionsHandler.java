package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.PartitionHandles;
import dev.regroup.storage.partition.PartitionHandle;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopicCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// DescribeTopicPartitions v0 (KIP-966): topics in the order of their names, so many partitions at
/// a time, with a cursor for the rest.
public final class DescribeTopicPartitionsHandler implements Handler {
    /// Kafka's `max.request.partition.size.limit`.
    private static final int PARTITIONS_MAX = 2_000;

    private final Node node;
    private final CataloguePublication catalogue;
    private final PartitionHandles handles;

    public DescribeTopicPartitionsHandler(
            Node node, CataloguePublication catalogue, PartitionHandles handles) {
        this.node = node;
        this.catalogue = catalogue;
        this.handles = handles;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.DESCRIBE_TOPIC_PARTITIONS;
    }

    @Override
    public void handle(Exchange exchange) {
        DescribeTopicPartitionsRequestData request =
                (DescribeTopicPartitionsRequestData) exchange.request().data();
        DescribeTopicPartitionsRequestData.Cursor cursor = request.cursor();
        if (cursor != null && cursor.partitionIndex() < 0) {
            DescribeTopicPartitionsResponseTopicCollection topics =
                    new DescribeTopicPartitionsResponseTopicCollection();
            request.topics()
                    .forEach(topic -> topics.add(failed(topic.name(), Errors.INVALID_REQUEST)));
            exchange.answer(new DescribeTopicPartitionsResponseData().setTopics(topics));
            return;
        }
        exchange.answer(new Page(exchange, request).fill());
    }

    private NavigableSet<String> names(
            Exchange exchange, DescribeTopicPartitionsRequestData request) {
        NavigableSet<String> names = new TreeSet<>();
        if (request.topics().isEmpty()) {
            catalogue.view().topics().stream()
                    .map(Topic::name)
                    .filter(name -> exchange.permitsOnTopic(AclOperation.DESCRIBE, name))
                    .forEach(names::add);
        } else {
            request.topics().stream().map(TopicRequest::name).forEach(names::add);
        }
        return request.cursor() == null ? names : names.tailSet(request.cursor().topicName(), true);
    }

    private static DescribeTopicPartitionsResponseTopic failed(String name, Errors error) {
        return new DescribeTopicPartitionsResponseTopic()
                .setName(name)
                .setTopicId(Uuid.ZERO_UUID)
                .setErrorCode(error.code());
    }

    /// One answer in the making.
    private final class Page {
        private final Exchange exchange;
        private final DescribeTopicPartitionsRequestData request;
        private final CatalogueView view = catalogue.view();
        private final DescribeTopicPartitionsResponseData response =
                new DescribeTopicPartitionsResponseData();
        private int left;

        Page(Exchange exchange, DescribeTopicPartitionsRequestData request) {
            this.exchange = exchange;
            this.request = request;
            this.left = Math.clamp(request.responsePartitionLimit(), 1, PARTITIONS_MAX);
        }

        DescribeTopicPartitionsResponseData fill() {
            for (String name : names(exchange, request)) {
                Optional<Topic> topic = view.byName(name);
                if (!exchange.permitsOnTopic(AclOperation.DESCRIBE, name)) {
                    response.topics().add(failed(name, Errors.TOPIC_AUTHORIZATION_FAILED));
                } else if (topic.isEmpty()) {
                    response.topics()
                            .add(
                                    failed(
                                            name,
                                            TopicCreation.nameProblem(name).isPresent()
                                                    ? Errors.INVALID_TOPIC_EXCEPTION
                                                    : Errors.UNKNOWN_TOPIC_OR_PARTITION));
                } else if (left == 0) {
                    response.setNextCursor(new Cursor().setTopicName(name).setPartitionIndex(0));
                    return response;
                } else if (!add(topic.get())) {
                    return response;
                }
            }
            return response;
        }

        /// False if the topic has more partitions than still have room.
        private boolean add(Topic topic) {
            int first =
                    request.cursor() != null && request.cursor().topicName().equals(topic.name())
                            ? request.cursor().partitionIndex()
                            : 0;
            int end = (int) Math.min(topic.partitions(), (long) first + left);
            DescribeTopicPartitionsResponseTopic described =
                    new DescribeTopicPartitionsResponseTopic()
                            .setName(topic.name())
                            .setTopicId(topic.id())
                            .setIsInternal(topic.internal())
                            .setTopicAuthorizedOperations(
                                    AuthorizedOperations.onTopic(exchange, topic.name()));
            for (int partition = first; partition < end; partition++) {
                described.partitions().add(partition(topic, partition));
            }
            response.topics().add(described);
            left -= Math.max(0, end - first);
            if (end < topic.partitions() && first < topic.partitions()) {
                response.setNextCursor(
                        new Cursor().setTopicName(topic.name()).setPartitionIndex(end));
                return false;
            }
            return true;
        }

        private DescribeTopicPartitionsResponsePartition partition(Topic topic, int partition) {
            DescribeTopicPartitionsResponsePartition described =
                    new DescribeTopicPartitionsResponsePartition()
                            .setPartitionIndex(partition)
                            .setReplicaNodes(List.of(node.id()))
                            .setIsrNodes(List.of(node.id()))
                            .setEligibleLeaderReplicas(List.of())
                            .setLastKnownElr(List.of())
                            .setOfflineReplicas(List.of());
            PartitionView present =
                    handles.find(new PartitionKey(topic.id(), partition))
                            .map(PartitionHandle::view)
                            .orElse(PartitionView.CLOSED);
            return switch (present) {
                case PartitionView.Open open ->
                        described.setLeaderId(node.id()).setLeaderEpoch(open.leaderEpoch());
                case PartitionView.Closed closed ->
                        described.setErrorCode(Errors.LEADER_NOT_AVAILABLE.code()).setLeaderId(-1);
            };
        }
    }
}
