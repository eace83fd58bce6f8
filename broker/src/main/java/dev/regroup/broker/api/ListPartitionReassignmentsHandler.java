package dev.regroup.broker.api;

import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// ListPartitionReassignments v0 (KIP-455): none is ever under way.
public final class ListPartitionReassignmentsHandler implements Handler {
    @Override
    public ApiKeys apiKey() {
        return ApiKeys.LIST_PARTITION_REASSIGNMENTS;
    }

    @Override
    public void handle(Exchange exchange) {
        boolean permitted = exchange.permitsOnCluster(AclOperation.DESCRIBE);
        exchange.answer(
                new ListPartitionReassignmentsResponseData()
                        .setErrorCode(
                                permitted
                                        ? Errors.NONE.code()
                                        : Errors.CLUSTER_AUTHORIZATION_FAILED.code()));
    }
}
