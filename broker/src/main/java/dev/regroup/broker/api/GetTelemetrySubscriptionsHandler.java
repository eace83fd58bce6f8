package dev.regroup.broker.api;

import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.telemetry.ClientTelemetry;
import dev.regroup.broker.telemetry.Subscription;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.GetTelemetrySubscriptionsRequestData;
import org.apache.kafka.common.message.GetTelemetrySubscriptionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.CompressionType;

/// GetTelemetrySubscriptions v0 (KIP-714).
public final class GetTelemetrySubscriptionsHandler implements Handler {
    /// Best first.
    private static final List<Byte> COMPRESSIONS =
            List.of(
                    CompressionType.ZSTD.id,
                    CompressionType.LZ4.id,
                    CompressionType.GZIP.id,
                    CompressionType.SNAPPY.id);

    private final CataloguePublication catalogue;
    private final ClientTelemetry telemetry;

    public GetTelemetrySubscriptionsHandler(
            CataloguePublication catalogue, ClientTelemetry telemetry) {
        this.catalogue = catalogue;
        this.telemetry = telemetry;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.GET_TELEMETRY_SUBSCRIPTIONS;
    }

    @Override
    public void handle(Exchange exchange) {
        GetTelemetrySubscriptionsRequestData request =
                (GetTelemetrySubscriptionsRequestData) exchange.request().data();
        Uuid given = request.clientInstanceId();
        Uuid clientId = given.equals(Uuid.ZERO_UUID) ? Uuid.randomUuid() : given;
        GetTelemetrySubscriptionsResponseData response =
                new GetTelemetrySubscriptionsResponseData().setClientInstanceId(clientId);
        ClientTelemetry.Answer answer =
                telemetry.ask(
                        clientId,
                        catalogue.view().settings(),
                        TelemetryLabels.of(exchange, clientId));
        switch (answer) {
            case ClientTelemetry.Subscribed(Subscription subscription) ->
                    response.setSubscriptionId(subscription.id())
                            .setAcceptedCompressionTypes(COMPRESSIONS)
                            .setPushIntervalMs(subscription.pushIntervalMs())
                            .setTelemetryMaxBytes(ClientTelemetry.PUSH_BYTES_MAX)
                            .setDeltaTemporality(true)
                            .setRequestedMetrics(subscription.metrics());
            case ClientTelemetry.Refused refused ->
                    response.setErrorCode(ErrorMapping.of(refused.refusal()).code());
            case ClientTelemetry.Taken taken ->
                    throw new IllegalStateException("nothing was pushed");
        }
        exchange.answer(response);
    }
}
