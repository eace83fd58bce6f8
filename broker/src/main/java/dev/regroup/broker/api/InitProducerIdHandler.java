package dev.regroup.broker.api;

import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// InitProducerId v0-5 for idempotent producers: a fresh id with epoch 0. Transactional ids are not
/// served.
public final class InitProducerIdHandler implements Handler {
    private final ProducerIds producerIds;

    public InitProducerIdHandler(ProducerIds producerIds) {
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
        producerIds.next(
                id ->
                        exchange.answer(
                                new InitProducerIdResponseData()
                                        .setProducerId(id)
                                        .setProducerEpoch((short) 0)),
                () -> exchange.answer(refused(Errors.COORDINATOR_LOAD_IN_PROGRESS)));
    }

    private static InitProducerIdResponseData refused(Errors error) {
        return new InitProducerIdResponseData()
                .setErrorCode(error.code())
                .setProducerId(-1)
                .setProducerEpoch((short) -1);
    }
}
