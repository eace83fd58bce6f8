package dev.regroup.broker.api;

import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.telemetry.ClientTelemetry;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.PushTelemetryRequestData;
import org.apache.kafka.common.message.PushTelemetryResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;

/// PushTelemetry v0 (KIP-714): what a client sends is kept until it sends the next.
public final class PushTelemetryHandler implements Handler {
    private final CataloguePublication catalogue;
    private final ClientTelemetry telemetry;

    public PushTelemetryHandler(CataloguePublication catalogue, ClientTelemetry telemetry) {
        this.catalogue = catalogue;
        this.telemetry = telemetry;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.PUSH_TELEMETRY;
    }

    @Override
    public void handle(Exchange exchange) {
        PushTelemetryRequestData request = (PushTelemetryRequestData) exchange.request().data();
        exchange.answer(
                new PushTelemetryResponseData().setErrorCode(answer(exchange, request).code()));
    }

    private Errors answer(Exchange exchange, PushTelemetryRequestData request) {
        Uuid clientId = request.clientInstanceId();
        if (Uuid.RESERVED.contains(clientId)) {
            return Errors.INVALID_REQUEST;
        }
        if (request.compressionType() < 0 || request.compressionType() > CompressionType.ZSTD.id) {
            return Errors.UNSUPPORTED_COMPRESSION_TYPE;
        }
        if (request.metrics().remaining() > ClientTelemetry.PUSH_BYTES_MAX) {
            return Errors.TELEMETRY_TOO_LARGE;
        }
        ClientTelemetry.Answer answer =
                telemetry.push(
                        clientId,
                        new ClientTelemetry.Push(
                                request.subscriptionId(),
                                request.terminating(),
                                request.compressionType(),
                                request.metrics()),
                        catalogue.view().settings(),
                        TelemetryLabels.of(exchange, clientId));
        return answer instanceof ClientTelemetry.Refused refused
                ? ErrorMapping.of(refused.refusal())
                : Errors.NONE;
    }
}
