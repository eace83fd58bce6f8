package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.config.HostPort;
import dev.regroup.broker.shard.CataloguePublication;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType;

/// FindCoordinator v0-6: this node, for groups. The first one creates `__consumer_offsets`.
public final class FindCoordinatorHandler implements Handler {
    private static final short FIRST_BATCHED_VERSION = FindCoordinatorRequest.MIN_BATCHED_VERSION;

    private final Node node;
    private final CataloguePublication catalogue;
    private final TopicCreation creation;

    public FindCoordinatorHandler(
            Node node, CataloguePublication catalogue, TopicCreation creation) {
        this.node = node;
        this.catalogue = catalogue;
        this.creation = creation;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.FIND_COORDINATOR;
    }

    @Override
    public void handle(Exchange exchange) {
        FindCoordinatorRequestData request = (FindCoordinatorRequestData) exchange.request().data();
        boolean forGroups = request.keyType() == CoordinatorType.GROUP.id();
        if (forGroups && catalogue.view().byName(Topic.OFFSETS_NAME).isEmpty()) {
            creation.create(
                    List.of(Topic.OFFSETS_NAME),
                    () -> exchange.answer(response(exchange, request)));
        } else {
            exchange.answer(response(exchange, request));
        }
    }

    private FindCoordinatorResponseData response(
            Exchange exchange, FindCoordinatorRequestData request) {
        List<String> keys =
                exchange.version() < FIRST_BATCHED_VERSION
                        ? List.of(request.key())
                        : request.coordinatorKeys();
        List<Coordinator> coordinators =
                keys.stream().map(key -> coordinator(exchange, request.keyType(), key)).toList();
        if (exchange.version() >= FIRST_BATCHED_VERSION) {
            return new FindCoordinatorResponseData().setCoordinators(coordinators);
        }
        Coordinator only = coordinators.getFirst();
        return new FindCoordinatorResponseData()
                .setErrorCode(only.errorCode())
                .setErrorMessage(only.errorMessage())
                .setNodeId(only.nodeId())
                .setHost(only.host())
                .setPort(only.port());
    }

    private Coordinator coordinator(Exchange exchange, byte keyType, String key) {
        Coordinator coordinator =
                new Coordinator().setKey(key).setNodeId(-1).setHost("").setPort(-1);
        if (keyType != CoordinatorType.GROUP.id()) {
            return coordinator
                    .setErrorCode(Errors.INVALID_REQUEST.code())
                    .setErrorMessage(
                            "This broker coordinates groups; key type %d (transactions, share groups) is not served"
                                    .formatted(keyType));
        }
        if (!exchange.permitsOnGroup(AclOperation.DESCRIBE, key)) {
            return coordinator.setErrorCode(Errors.GROUP_AUTHORIZATION_FAILED.code());
        }
        if (catalogue.view().byName(Topic.OFFSETS_NAME).isEmpty()) {
            return coordinator.setErrorCode(Errors.COORDINATOR_NOT_AVAILABLE.code());
        }
        HostPort endpoint = node.endpoint(exchange.peer().listener());
        return coordinator
                .setNodeId(node.id())
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setErrorCode(Errors.NONE.code())
                .setErrorMessage(exchange.version() < FIRST_BATCHED_VERSION ? "NONE" : "");
    }
}
