package dev.regroup.broker.api;

import dev.regroup.broker.shard.CataloguePublication;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// InitProducerId v0-5 for idempotent producers: a fresh id with epoch 0. Transactional ids are not
/// served.
public final class InitProducerIdHandler implements Handler {
    private final CataloguePublication catalogue;
    private final ProducerIds producerIds;

    public InitProducerIdHandler(CataloguePublication catalogue, ProducerIds producerIds) {
        this.catalogue = catalogue;
        this.producerIds = producerIds;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.INIT_PRODUCER_ID;
    }

    @Override
    public void handle(Exchange exchange) {
        InitProducerIdRequestData request = (InitProducerIdRequestData) exchange.request().data();
        if (request.transactionalId() != null) {
            exchange.answer(refused(Errors.INVALID_REQUEST));
            return;
        }
        if (!mayWrite(exchange)) {
            exchange.answer(refused(Errors.CLUSTER_AUTHORIZATION_FAILED));
            return;
        }
        producerIds.next(
                id ->
                        exchange.answer(
                                new InitProducerIdResponseData()
                                        .setProducerId(id)
                                        .setProducerEpoch((short) 0)),
                () -> exchange.answer(refused(Errors.COORDINATOR_LOAD_IN_PROGRESS)));
    }

    /// Whoever may write to any topic may write idempotently (KIP-679).
    private boolean mayWrite(Exchange exchange) {
        return exchange.permitsOnCluster(AclOperation.IDEMPOTENT_WRITE)
                || catalogue.view().topics().stream()
                        .anyMatch(
                                topic -> exchange.permitsOnTopic(AclOperation.WRITE, topic.name()));
    }

    private static InitProducerIdResponseData refused(Errors error) {
        return new InitProducerIdResponseData()
                .setErrorCode(error.code())
                .setProducerId(-1)
                .setProducerEpoch((short) -1);
    }
}
