package dev.regroup.broker.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.broker.api.ClientSoftware;
import dev.regroup.broker.network.RequestCounts.Kind;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

class RequestCountsTest {
    private final RequestCounts counts = new RequestCounts();

    @Test
    void requests_areCountedBySoftwareApiAndVersion() {
        RequestCounts.OfOne one = counts.of(new ClientSoftware("a", "1"));
        one.count(ApiKeys.FETCH, (short) 18);
        counts.of(new ClientSoftware("a", "1")).count(ApiKeys.FETCH, (short) 18);
        one.count(ApiKeys.LIST_OFFSETS, (short) 0);
        counts.of(new ClientSoftware("a", "2"));

        assertEquals(
                Map.of(
                        new ClientSoftware("a", "1"),
                        Map.of(
                                new Kind(ApiKeys.FETCH, (short) 18),
                                2L,
                                new Kind(ApiKeys.LIST_OFFSETS, (short) 0),
                                1L)),
                counts.snapshot());
    }

    @Test
    void beyondAThousandNames_theOthersAreOne() {
        for (int i = 0; i < 1_500; i++) {
            counts.of(new ClientSoftware("a", "" + i)).count(ApiKeys.PRODUCE, (short) 3);
        }

        Map<ClientSoftware, Map<Kind, Long>> snapshot = counts.snapshot();
        assertEquals(1_001, snapshot.size());
        assertEquals(
                Map.of(new Kind(ApiKeys.PRODUCE, (short) 3), 500L),
                snapshot.get(new ClientSoftware("others", "")));
    }
}
