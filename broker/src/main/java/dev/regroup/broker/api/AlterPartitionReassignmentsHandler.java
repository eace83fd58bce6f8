package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.CataloguePublication;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignableTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// AlterPartitionReassignments v0-1 (KIP-455): every partition is on this node, where it stays.
/// Asking for that succeeds; any other place does not exist.
public final class AlterPartitionReassignmentsHandler implements Handler {
    private final CataloguePublication catalogue;
    private final int nodeId;

    public AlterPartitionReassignmentsHandler(CataloguePublication catalogue, int nodeId) {
        this.catalogue = catalogue;
        this.nodeId = nodeId;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.ALTER_PARTITION_REASSIGNMENTS;
    }

    @Override
    public void handle(Exchange exchange) {
        AlterPartitionReassignmentsRequestData request =
                (AlterPartitionReassignmentsRequestData) exchange.request().data();
        AlterPartitionReassignmentsResponseData response =
                new AlterPartitionReassignmentsResponseData()
                        .setAllowReplicationFactorChange(request.allowReplicationFactorChange());
        if (!exchange.permitsOnCluster(AclOperation.ALTER)) {
            exchange.answer(response.setErrorCode(Errors.CLUSTER_AUTHORIZATION_FAILED.code()));
            return;
        }
        for (ReassignableTopic wanted : request.topics()) {
            Optional<Topic> topic = catalogue.view().byName(wanted.name());
            response.responses()
                    .add(
                            new ReassignableTopicResponse()
                                    .setName(wanted.name())
                                    .setPartitions(
                                            wanted.partitions().stream()
                                                    .map(partition -> answer(topic, partition))
                                                    .toList()));
        }
        exchange.answer(response);
    }

    private ReassignablePartitionResponse answer(
            Optional<Topic> topic, ReassignablePartition wanted) {
        ReassignablePartitionResponse response =
                new ReassignablePartitionResponse().setPartitionIndex(wanted.partitionIndex());
        List<Integer> replicas = wanted.replicas();
        if (topic.filter(known -> known.hasPartition(wanted.partitionIndex())).isEmpty()) {
            return failed(
                    response, Errors.UNKNOWN_TOPIC_OR_PARTITION, "no such topic or partition");
        }
        if (replicas == null) {
            return failed(
                    response, Errors.NO_REASSIGNMENT_IN_PROGRESS, "nothing is being reassigned");
        }
        return replicas.equals(List.of(nodeId))
                ? response
                : failed(
                        response,
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "there is one broker, %d; asked for %s".formatted(nodeId, replicas));
    }

    private static ReassignablePartitionResponse failed(
            ReassignablePartitionResponse response, Errors error, String detail) {
        return response.setErrorCode(error.code()).setErrorMessage(ErrorText.of(detail));
    }
}
