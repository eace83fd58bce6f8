package dev.regroup.broker.network;

import dev.regroup.broker.api.ClientSoftware;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.common.protocol.ApiKeys;

/// How many requests each client software has sent, by API and version. Remembers 1,000 of the
/// names and versions that clients may freely choose, the others as one; about 3 KB each.
public final class RequestCounts {
    private static final int SOFTWARE_MAX = 1_000;
    private static final ClientSoftware OTHERS = new ClientSoftware("others", "");

    /// Where the versions of an API begin among the counts of one software.
    private static final int[] FIRST =
            new int[Arrays.stream(ApiKeys.values()).mapToInt(api -> api.id).max().orElse(0) + 1];

    private static final int KINDS;

    static {
        int next = 0;
        for (ApiKeys api : ApiKeys.values()) {
            FIRST[api.id] = next;
            next += api.latestVersion() + 1;
        }
        KINDS = next;
    }

    private final Map<ClientSoftware, OfOne> bySoftware = new ConcurrentHashMap<>();

    public record Kind(ApiKeys apiKey, short version) {}

    /// The counts of one client software, to which its connections hold on: a request costs one
    /// addition.
    static final class OfOne {
        private final AtomicLongArray counts = new AtomicLongArray(KINDS);

        /// @param version one that is served
        void count(ApiKeys apiKey, short version) {
            counts.incrementAndGet(FIRST[apiKey.id] + version);
        }

        private Map<Kind, Long> snapshot() {
            Map<Kind, Long> snapshot = new HashMap<>();
            for (ApiKeys api : ApiKeys.values()) {
                for (short version = 0; version <= api.latestVersion(); version++) {
                    long count = counts.get(FIRST[api.id] + version);
                    if (count > 0) {
                        snapshot.put(new Kind(api, version), count);
                    }
                }
            }
            return snapshot;
        }
    }

    OfOne of(ClientSoftware software) {
        OfOne known = bySoftware.get(software);
        if (known != null) {
            return known;
        }
        ClientSoftware shown = bySoftware.size() < SOFTWARE_MAX ? software : OTHERS;
        return bySoftware.computeIfAbsent(shown, fresh -> new OfOne());
    }

    /// The counts so far, of those that have asked anything.
    public Map<ClientSoftware, Map<Kind, Long>> snapshot() {
        Map<ClientSoftware, Map<Kind, Long>> snapshot = new HashMap<>();
        bySoftware.forEach((software, counts) -> snapshot.put(software, counts.snapshot()));
        snapshot.values().removeIf(Map::isEmpty);
        return snapshot;
    }
}
