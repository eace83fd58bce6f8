package dev.regroup.broker.api;

import dev.regroup.broker.config.HostPort;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBrokerCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// DescribeCluster v0-2 (KIP-700, KIP-919): one broker, which is its own controller. There are no
/// controller endpoints, and no fenced brokers.
public final class DescribeClusterHandler implements Handler {
    private static final byte BROKERS = 1;

    private final Node node;

    public DescribeClusterHandler(Node node) {
        this.node = node;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.DESCRIBE_CLUSTER;
    }

    @Override
    public void handle(Exchange exchange) {
        DescribeClusterRequestData request = (DescribeClusterRequestData) exchange.request().data();
        if (request.endpointType() != BROKERS) {
            exchange.answer(
                    new DescribeClusterResponseData()
                            .setErrorCode(
                                    request.endpointType() == 2
                                            ? Errors.MISMATCHED_ENDPOINT_TYPE.code()
                                            : Errors.UNSUPPORTED_ENDPOINT_TYPE.code())
                            .setErrorMessage(
                                    "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type %d"
                                            .formatted(request.endpointType())));
            return;
        }
        HostPort endpoint = node.endpoint(exchange.peer().listener());
        DescribeClusterBrokerCollection brokers = new DescribeClusterBrokerCollection();
        brokers.add(
                new DescribeClusterBroker()
                        .setBrokerId(node.id())
                        .setHost(endpoint.host())
                        .setPort(endpoint.port()));
        boolean wantsOperations =
                request.includeClusterAuthorizedOperations()
                        && exchange.permitsOnCluster(AclOperation.DESCRIBE);
        exchange.answer(
                new DescribeClusterResponseData()
                        .setEndpointType(BROKERS)
                        .setClusterId(node.clusterId())
                        .setControllerId(node.id())
                        .setBrokers(brokers)
                        .setClusterAuthorizedOperations(
                                wantsOperations
                                        ? AuthorizedOperations.onCluster(exchange)
                                        : request.includeClusterAuthorizedOperations()
                                                ? 0
                                                : AuthorizedOperations.NOT_ASKED));
    }
}
