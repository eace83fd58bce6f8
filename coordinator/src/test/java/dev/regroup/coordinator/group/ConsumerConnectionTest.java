package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.ConsumerScenario.consumers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.group.GroupCommand.ConnectionClosed;
import dev.regroup.coordinator.group.GroupCommand.FireDeadlines;
import dev.regroup.coordinator.group.GroupReply.ConnectionForgotten;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.offset.OffsetRetention;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Members of the consumer protocol whose connections close.
class ConsumerConnectionTest {
    private static final long A = 1;
    private static final long B = 2;
    private static final long ELSEWHERE = 3;
    private static final int COUNT_MAX = 10;

    /// Each on a connection of its own.
    private static ConsumerScenario connected() {
        return connected(consumers().stable("a", "b"));
    }

    private static ConsumerScenario connected(ConsumerScenario g) {
        return g.connect("a", A).connect("b", B).beat("a").beat("b");
    }

    private static ConsumerScenario disconnect(ConsumerScenario g) {
        return g.send(new ConnectionClosed(g.token("x", "closed"), new ConnectionId(B), COUNT_MAX));
    }

    private static ConsumerScenario firing(ConsumerScenario g, MassDrops massDrops) {
        return g.send(new FireDeadlines(0, COUNT_MAX, massDrops));
    }

    @Test
    void memberWhoseConnectionCloses_isExpired_ifItIsNotBackWithinFiveSeconds() {
        ConsumerScenario g = disconnect(connected());

        g.after(4_999).expectMembers("a", "b");
        g.after(1).expectMembers("a");

        g.expectCause("the connection of member b closed and it did not come back within 5000 ms");
        g.beat("b").expectRejected(Reason.UNKNOWN_MEMBER_ID);
        g.crash("b").settle().expectShares("a", 6);
    }

    @Test
    void memberThatComesBack_onAnotherConnection_hasItsWholeSession() {
        ConsumerScenario g = disconnect(connected()).after(4_999).connect("b", ELSEWHERE);

        g.beat("b").beat("a").after(44_999).expectMembers("a", "b");
        g.beat("a").after(1).expectMembers("a");
        g.expectCause("the session of member b, 45000 ms, expired");
    }

    @Test
    void memberThatCommits_isNotMissed_whereverItDoes() {
        ConsumerScenario g = disconnect(connected()).after(4_000);

        g.commit("b", g.epochOf("b"), "t", 5, 1).after(20_000).expectMembers("a", "b");
    }

    @Test
    void connectionThatHasBeenReplaced_mayClose() {
        ConsumerScenario g = disconnect(connected().connect("b", ELSEWHERE).beat("b"));

        assertEquals(0, assertInstanceOf(ConnectionForgotten.class, g.onlyReply()).members());
        g.after(20_000).expectMembers("a", "b");
    }

    @Test
    void memberThatBeatsSeldom_isGivenTwoOfItsGaps() {
        ConsumerScenario g = connected();
        for (int i = 0; i < 3; i++) {
            g.after(8_000).beat("a").beat("b");
        }
        disconnect(g);

        g.after(16_999).expectMembers("a", "b");
        g.after(1).expectMembers("a");
    }

    @Test
    void staticMember_keepsItsPlaceForItsSession() {
        ConsumerScenario g = consumers().stable("a").joinStatic("b", "i", "t").settle();
        disconnect(connected(g));

        g.after(44_000).expectMembers("a", "b");
    }

    @Test
    void membersThatDropTogether_areNotMissed() {
        ConsumerScenario g = disconnect(connected()).passWithoutFiring(5_000);

        firing(g, new MassDrops(List.of(new MassDrops.Span(0, Long.MAX_VALUE))));

        g.expectMembers("a", "b");
        g.after(39_000).beat("a").expectMembers("a", "b");
        g.after(1_000).expectMembers("a");
    }

    @Test
    void withKafkasBehaviour_onlySessionsCount() {
        ConsumerScenario g =
                consumers(ConsumerConfig.DEFAULT, Departures.NONE, OffsetRetention.DEFAULT)
                        .stable("a", "b");
        disconnect(connected(g));

        g.after(44_999).expectMembers("a", "b");
    }

    @Test
    void memberThatLeavesOrExpires_isForgottenByItsConnection() {
        ConsumerScenario g = disconnect(connected().leave("b"));

        assertEquals(0, assertInstanceOf(ConnectionForgotten.class, g.onlyReply()).members());
    }
}
