package dev.regroup.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.testkit.Clients.Workers;
import dev.regroup.testkit.junit.RegroupBroker;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RegroupBroker(
        topics = {"orders:6", "single"},
        settings = "group.initial.rebalance.delay.ms=200",
        lifetime = RegroupBroker.Lifetime.METHOD)
class GroupTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Workers workers = new Workers();

    @AfterEach
    void stop() throws InterruptedException {
        workers.stop();
    }

    @Test
    void twoMembers_shareThePartitions(EmbeddedRegroup broker) throws Exception {
        Group group = broker.group("g");
        workers.start(broker, "g", "orders", "a", "b");
        GroupDescription stable = group.awaitStable(2, SOON);

        assertEquals(6, stable.members().stream().mapToInt(one -> one.partitions().size()).sum());
        assertEquals(3, stable.members().getFirst().partitions().size());

        workers.stop();

        group.await("to be empty", SOON, one -> one.state().equals("Empty"));
    }

    @Test
    void anExpiredMember_losesItsPlaceAndComesBackAsAnother(EmbeddedRegroup broker)
            throws Exception {
        Group group = broker.group("g");
        workers.start(broker, "g", "orders", "a", "b");
        Map<String, String> before = idsByClient(group.awaitStable(2, SOON));

        group.expireMember("b");

        GroupDescription after =
                group.await(
                        "to have b back under another id",
                        SOON,
                        one ->
                                one.state().equals("Stable")
                                        && one.members().size() == 2
                                        && !idsByClient(one).equals(before));
        assertEquals(before.get("a"), idsByClient(after).get("a"));
    }

    @Test
    void aForcedRebalance_makesEverybodyJoinAgain(EmbeddedRegroup broker) throws Exception {
        Group group = broker.group("g");
        workers.start(broker, "g", "single", "a");
        GroupDescription before = group.awaitStable(1, SOON);

        group.forceRebalance();

        assertEquals(before, group.awaitStable(1, SOON));
    }

    @Test
    void whatIsCommitted_isSeenByPartition(EmbeddedRegroup broker) throws Exception {
        Clients.produce(broker, "single", 7);
        workers.start(broker, "g", "single", "a");
        broker.group("g").awaitCommitted("single", 7, SOON);
        assertEquals(Map.of(0, 7L), broker.group("g").committed("single"));
        assertEquals(Map.of(), broker.group("g").committed("orders"));
    }

    @Test
    void whatCannotBeDone_isSaidWithWhatWasSeen(EmbeddedRegroup broker) {
        Group none = broker.group("none");

        assertEquals("Dead", none.describe().state());
        assertEquals(Map.of(), none.committed("single"));
        assertThrows(AssertionError.class, () -> none.expireMember("a"));
        assertThrows(AssertionError.class, none::forceRebalance);
        AssertionError waited =
                assertThrows(AssertionError.class, () -> none.awaitStable(1, Duration.ofMillis(1)));
        assertTrue(String.valueOf(waited.getMessage()).contains("Dead"), waited::toString);
    }

    private static Map<String, String> idsByClient(GroupDescription group) {
        Map<String, String> ids = new TreeMap<>();
        group.members().forEach(member -> ids.put(member.clientId(), member.memberId()));
        return ids;
    }
}
