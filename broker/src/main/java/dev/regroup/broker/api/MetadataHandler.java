package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.config.HostPort;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.PartitionHandles;
import dev.regroup.storage.partition.PartitionHandle;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBrokerCollection;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopicCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// Metadata v0-13: this node, the topics and who leads their partitions (always this node).
public final class MetadataHandler implements Handler {
    private final Node node;
    private final CataloguePublication catalogue;
    private final PartitionHandles handles;
    private final TopicCreation creation;

    public MetadataHandler(
            Node node,
            CataloguePublication catalogue,
            PartitionHandles handles,
            TopicCreation creation) {
        this.node = node;
        this.catalogue = catalogue;
        this.handles = handles;
        this.creation = creation;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.METADATA;
    }

    @Override
    public void handle(Exchange exchange) {
        MetadataRequestData request = (MetadataRequestData) exchange.request().data();
        Set<String> missing = creation.automatic() ? missing(exchange, request) : Set.of();
        if (missing.isEmpty()) {
            exchange.answer(response(exchange, request));
        } else {
            creation.create(missing, () -> exchange.answer(response(exchange, request)));
        }
    }

    private Set<String> missing(Exchange exchange, MetadataRequestData request) {
        if (all(exchange, request) || !request.allowAutoTopicCreation()) {
            return Set.of();
        }
        CatalogueView view = catalogue.view();
        return request.topics().stream()
                .map(MetadataRequestTopic::name)
                .filter(Objects::nonNull)
                .filter(name -> view.byName(name).isEmpty())
                .filter(name -> TopicCreation.nameProblem(name).isEmpty())
                .filter(name ->
                        exchange.permitsOnCluster(AclOperation.CREATE)
                                || exchange.permitsOnTopic(AclOperation.CREATE, name))
                .collect(Collectors.toSet());
    }

    /// v0 has no null: there an empty list asks for all topics.
    private static boolean all(Exchange exchange, MetadataRequestData request) {
        return request.topics() == null || (exchange.version() == 0 && request.topics().isEmpty());
    }

    private MetadataResponseData response(Exchange exchange, MetadataRequestData request) {
        CatalogueView view = catalogue.view();
        HostPort endpoint = node.endpoint(exchange.peer().listener());
        MetadataResponseBrokerCollection brokers = new MetadataResponseBrokerCollection();
        brokers.add(
                new MetadataResponseBroker()
                        .setNodeId(node.id())
                        .setHost(endpoint.host())
                        .setPort(endpoint.port()));
        MetadataResponseTopicCollection topics = new MetadataResponseTopicCollection();
        if (all(exchange, request)) {
            view.topics().stream()
                    .filter(topic -> exchange.permitsOnTopic(AclOperation.DESCRIBE, topic.name()))
                    .forEach(topic -> topics.add(known(exchange, topic, request)));
        } else {
            request.topics().stream()
                    .distinct()
                    .forEach(wanted -> topics.add(topic(exchange, wanted, request)));
        }
        return new MetadataResponseData()
                .setBrokers(brokers)
                .setClusterId(node.clusterId())
                .setControllerId(node.id())
                .setTopics(topics)
                .setClusterAuthorizedOperations(
                        request.includeClusterAuthorizedOperations()
                                ? AuthorizedOperations.onCluster(exchange)
                                : AuthorizedOperations.NOT_ASKED);
    }

    private MetadataResponseTopic topic(
            Exchange exchange, MetadataRequestTopic wanted, MetadataRequestData request) {
        CatalogueView view = catalogue.view();
        if (wanted.name() == null) {
            return view.byId(wanted.topicId())
                    .filter(topic -> exchange.permitsOnTopic(AclOperation.DESCRIBE, topic.name()))
                    .map(topic -> known(exchange, topic, request))
                    .orElseGet(() -> unknown(Errors.UNKNOWN_TOPIC_ID).setTopicId(wanted.topicId()));
        }
        if (!exchange.permitsOnTopic(AclOperation.DESCRIBE, wanted.name())) {
            return unknown(Errors.TOPIC_AUTHORIZATION_FAILED).setName(wanted.name());
        }
        Optional<Topic> topic = view.byName(wanted.name());
        if (topic.isPresent()) {
            return known(exchange, topic.get(), request);
        }
        Errors error =
                TopicCreation.nameProblem(wanted.name()).isPresent()
                        ? Errors.INVALID_TOPIC_EXCEPTION
                        : Errors.UNKNOWN_TOPIC_OR_PARTITION;
        return unknown(error).setName(wanted.name());
    }

    private static MetadataResponseTopic unknown(Errors error) {
        return new MetadataResponseTopic()
                .setErrorCode(error.code())
                .setTopicId(Uuid.ZERO_UUID)
                .setPartitions(List.of());
    }

    private MetadataResponseTopic known(
            Exchange exchange, Topic topic, MetadataRequestData request) {
        List<MetadataResponsePartition> partitions = new ArrayList<>(topic.partitions());
        for (int partition = 0; partition < topic.partitions(); partition++) {
            partitions.add(partition(topic, partition));
        }
        return new MetadataResponseTopic()
                .setName(topic.name())
                .setTopicId(topic.id())
                .setIsInternal(topic.internal())
                .setPartitions(partitions)
                .setTopicAuthorizedOperations(
                        request.includeTopicAuthorizedOperations()
                                ? AuthorizedOperations.onTopic(exchange, topic.name())
                                : AuthorizedOperations.NOT_ASKED);
    }

    private MetadataResponsePartition partition(Topic topic, int partition) {
        MetadataResponsePartition response =
                new MetadataResponsePartition()
                        .setPartitionIndex(partition)
                        .setReplicaNodes(List.of(node.id()))
                        .setIsrNodes(List.of(node.id()))
                        .setOfflineReplicas(List.of());
        PartitionView view =
                handles.find(new PartitionKey(topic.id(), partition))
                        .map(PartitionHandle::view)
                        .orElse(PartitionView.CLOSED);
        return switch (view) {
            case PartitionView.Open open ->
                    response.setLeaderId(node.id()).setLeaderEpoch(open.leaderEpoch());
            case PartitionView.Closed closed ->
                    response.setErrorCode(Errors.LEADER_NOT_AVAILABLE.code()).setLeaderId(-1);
        };
    }
}
