package dev.regroup.broker.network;

import dev.regroup.broker.api.ClientSoftware;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.protocol.ApiKeys;

/// How many requests each client software has sent, by API and version. Remembers 1,000 of the
/// names and versions that clients may freely choose, the others as one.
public final class RequestCounts {
    private static final int SOFTWARE_MAX = 1_000;
    private static final ClientSoftware OTHERS = new ClientSoftware("others", "");

    private final Map<ClientSoftware, Map<Kind, LongAdder>> bySoftware = new ConcurrentHashMap<>();

    public record Kind(ApiKeys apiKey, short version) {}

    void count(ClientSoftware software, ApiKeys apiKey, short version) {
        Map<Kind, LongAdder> known = bySoftware.get(software);
        if (known == null) {
            ClientSoftware shown = bySoftware.size() < SOFTWARE_MAX ? software : OTHERS;
            known = bySoftware.computeIfAbsent(shown, fresh -> new ConcurrentHashMap<>());
        }
        known.computeIfAbsent(new Kind(apiKey, version), fresh -> new LongAdder()).increment();
    }

    /// The counts so far.
    public Map<ClientSoftware, Map<Kind, Long>> snapshot() {
        Map<ClientSoftware, Map<Kind, Long>> snapshot = new HashMap<>();
        bySoftware.forEach((software, counts) -> {
            Map<Kind, Long> sums = new HashMap<>();
            counts.forEach((kind, count) -> sums.put(kind, count.sum()));
            snapshot.put(software, sums);
        });
        return snapshot;
    }
}
