package dev.regroup.broker.network;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.config.ConnectionLimits.Quotas;
import dev.regroup.broker.shard.Ticker;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final InetAddress NEAR = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress FAR = InetAddress.ofLiteral("2001:db8::1");
    private static final int ANY = Integer.MAX_VALUE;

    @Test
    void asManyAsAllowed_areAdmittedAndAnotherOnceOneHasLeft() {
        Admission admission = admission(new Quotas(2, Map.of(), ANY, Map.of()));

        assertTrue(admission.admit("A", NEAR));
        assertTrue(admission.admit("B", FAR));
        assertFalse(admission.admit("A", NEAR));

        admission.left("B", FAR);
        assertTrue(admission.admit("A", NEAR));
        assertFalse(admission.admit("A", NEAR));
    }

    @Test
    void aListenersOwnQuota_leavesRoomOnOthers() {
        Admission admission = admission(new Quotas(ANY, Map.of("A", 1), ANY, Map.of()));

        assertTrue(admission.admit("A", NEAR));
        assertFalse(admission.admit("A", FAR));
        assertTrue(admission.admit("B", NEAR));
    }

    @Test
    void anAddresssQuota_countsAllListeners() {
        Admission admission = admission(new Quotas(ANY, Map.of(), 1, Map.of()));

        assertTrue(admission.admit("A", NEAR));
        assertFalse(admission.admit("B", NEAR));
        assertTrue(admission.admit("B", FAR));

        admission.left("A", NEAR);
        assertTrue(admission.admit("B", NEAR));
    }

    @Test
    void anOverride_standsInsteadOfTheQuotaOfEveryAddress() {
        Admission admission = admission(new Quotas(ANY, Map.of(), 0, Map.of(FAR, 2)));

        assertFalse(admission.admit("A", NEAR));
        assertTrue(admission.admit("A", FAR));
        assertTrue(admission.admit("A", FAR));
        assertFalse(admission.admit("A", FAR));
    }

    private static Admission admission(Quotas quotas) {
        return new Admission(quotas, Ticker.system());
    }
}
