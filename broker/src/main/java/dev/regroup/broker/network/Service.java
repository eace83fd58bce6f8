package dev.regroup.broker.network;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.api.Handler;
import dev.regroup.broker.api.MemberConnections;
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
        MemberConnections members,
        Ticker ticker) {

    /// What is known of clients beyond one connection.
    record Clients(Authorizer authorizer, RequestCounts counts, MemberConnections members) {}

    static Service of(Collection<Handler> handlers, Limits limits, Ticker ticker, Clients clients) {
        Map<ApiKeys, Handler> byKey = new EnumMap<>(ApiKeys.class);
        handlers.forEach(handler -> byKey.put(handler.apiKey(), handler));
        return new Service(
                byKey,
                limits,
                new RequestMemory(limits.requestMemoryBytes()),
                new PeerComplaints(ticker),
                clients.authorizer,
                clients.counts,
                clients.members,
                ticker);
    }
}
