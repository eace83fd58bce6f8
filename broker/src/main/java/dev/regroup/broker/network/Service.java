package dev.regroup.broker.network;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.api.Handler;
import dev.regroup.broker.config.BrokerConfig.Limits;
import dev.regroup.broker.shard.Ticker;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;

/// What all connections share.
record Service(
        Map<ApiKeys, Handler> handlers,
        Limits limits,
        RequestMemory memory,
        PeerComplaints complaints,
        Authorizer authorizer,
        RequestCounts counts,
        Ticker ticker) {

    static Service of(
            Collection<Handler> handlers,
            Limits limits,
            Ticker ticker,
            Authorizer authorizer,
            RequestCounts counts) {
        Map<ApiKeys, Handler> byKey = new EnumMap<>(ApiKeys.class);
        handlers.forEach(handler -> byKey.put(handler.apiKey(), handler));
        return new Service(
                byKey,
                limits,
                new RequestMemory(limits.requestMemoryBytes()),
                new PeerComplaints(ticker),
                authorizer,
                counts,
                ticker);
    }
}
