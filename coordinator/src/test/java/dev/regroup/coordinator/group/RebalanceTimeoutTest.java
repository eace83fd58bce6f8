package dev.regroup.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.coordinator.group.GroupCommand.Client;
import dev.regroup.coordinator.group.VolatileEvent.NewMember;
import dev.regroup.coordinator.group.VolatileEvent.Subscription;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A rebalance waits as long as the most patient of the members asks for, whoever comes and goes.
class RebalanceTimeoutTest {
    private static final Client CLIENT = new Client("client", "/127.0.0.1");

    private final Group group = new Group("g");

    private static Subscription subscription(int rebalanceTimeoutMs) {
        return new Subscription(10_000, rebalanceTimeoutMs, List.of());
    }

    private void add(String memberId, int rebalanceTimeoutMs) {
        group.add(
                new NewMember(
                        memberId,
                        Optional.empty(),
                        CLIENT,
                        "consumer",
                        subscription(rebalanceTimeoutMs)));
    }

    @Test
    void theTimeout_isTheLongestOfThoseWhoAreThere() {
        assertEquals(0, group.rebalanceTimeoutMs());
        add("a", 30_000);
        add("b", 50_000);
        add("c", 50_000);
        assertEquals(50_000, group.rebalanceTimeoutMs());

        group.remove("b");
        assertEquals(50_000, group.rebalanceTimeoutMs());
        group.remove("c");
        assertEquals(30_000, group.rebalanceTimeoutMs());
        group.remove("a");
        assertEquals(0, group.rebalanceTimeoutMs());
    }

    @Test
    void theTimeout_followsWhatMembersSayAnew() {
        add("a", 30_000);
        add("b", 40_000);

        group.changeSubscription("b", subscription(20_000));
        assertEquals(30_000, group.rebalanceTimeoutMs());
        group.changeSubscription("b", subscription(60_000));
        assertEquals(60_000, group.rebalanceTimeoutMs());
        group.replace(group.expectMember("b"), "b2", CLIENT);
        assertEquals(60_000, group.rebalanceTimeoutMs());
    }
}
