package dev.regroup.broker.api;

import java.util.Map;
import org.apache.kafka.common.Uuid;

/// What subscriptions to client metrics can match on (KIP-714).
final class TelemetryLabels {
    private TelemetryLabels() {}

    static Map<String, String> of(Exchange exchange, Uuid clientInstanceId) {
        String clientId = exchange.header().clientId();
        String host = exchange.peer().host();
        return Map.of(
                "client_instance_id",
                clientInstanceId.toString(),
                "client_id",
                clientId == null ? "" : clientId,
                "client_software_name",
                exchange.software().name(),
                "client_software_version",
                exchange.software().version(),
                "client_source_address",
                host.startsWith("/") ? host.substring(1) : host,
                "client_source_port",
                Integer.toString(exchange.peer().port()));
    }
}
