package dev.regroup.broker.api;

import org.apache.kafka.common.protocol.ApiKeys;

/// Serves one API in every version that Kafka 4.4 serves. Safe for use by many threads.
public interface Handler {
    ApiKeys apiKey();

    /// Called on the connection's reader, which must not be kept: a handler starts what is to be
    /// done and returns. The exchange is answered exactly once, now or later.
    void handle(Exchange exchange);
}
