package dev.regroup.bench.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.bench.Scenario.Scale;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class ClassicMemberTest {
    private static final Subscription SUBSCRIPTION = new Subscription("g", "work", 5);
    private static final int INTERVAL_MS = Timing.of(Scale.FULL).heartbeatIntervalMs();

    private final ScriptedBroker broker = new ScriptedBroker();
    private final ClassicMember member =
            new ClassicMember(broker.voice(), SUBSCRIPTION, Timing.of(Scale.FULL), 1);

    @Test
    void joining_takesTheIdThatTheBrokerGives() {
        member.join();
        assertEquals("", broker.request(JoinGroupRequestData.class).memberId());

        broker.answer(joined(Errors.MEMBER_ID_REQUIRED, "m1", 0, ""));

        JoinGroupRequestData again = broker.request(JoinGroupRequestData.class);
        assertEquals("m1", again.memberId());
        assertEquals(6_000, again.sessionTimeoutMs());
        assertEquals(-1, member.epoch());
    }

    @Test
    void theLeader_sharesThePartitionsOutEvenly() {
        member.join();
        JoinGroupResponseData answer = joined(Errors.NONE, "m2", 7, "m2");
        answer.setMembers(List.of(of("m2"), of("m1")));

        broker.answer(answer);

        SyncGroupRequestData sync = broker.request(SyncGroupRequestData.class);
        assertEquals(7, sync.generationId());
        assertEquals("range", sync.protocolName());
        assertEquals("m1", sync.assignments().getFirst().memberId());
        assertEquals(set(0, 2), partitions(sync, 0));
        assertEquals(set(2, 5), partitions(sync, 1));
    }

    @Test
    void aFollower_assignsNothing_andOwnsWhatItIsGiven() {
        member.join();
        broker.answer(joined(Errors.NONE, "m2", 7, "m1"));
        assertEquals(List.of(), broker.request(SyncGroupRequestData.class).assignments());
        assertEquals(-1, member.epoch());

        broker.answer(new SyncGroupResponseData().setAssignment(SUBSCRIPTION.assignment(1, 2)));

        assertEquals(7, member.epoch());
        assertEquals(set(2, 5), member.owned());
        broker.mustHaveHeardNothing();
    }

    @Test
    void aStableMember_beatsEveryInterval_afterAPartOfTheFirst() {
        settle(7);

        broker.pass(INTERVAL_MS - 1);
        assertEquals(7, broker.request(HeartbeatRequestData.class).generationId());
        assertEquals("m2", broker.request(HeartbeatRequestData.class).memberId());
        broker.answer(new HeartbeatResponseData());
        broker.pass(INTERVAL_MS - 1);
        broker.mustHaveHeardNothing();
        broker.pass(1);

        assertEquals(7, broker.request(HeartbeatRequestData.class).generationId());
        assertEquals(broker.nowNs(), member.voice().saidNs());
    }

    @Test
    void aRebalance_makesItGiveUpEverything_andJoinWithItsId() {
        settle(7);
        broker.pass(INTERVAL_MS);

        broker.answer(heartbeat(Errors.REBALANCE_IN_PROGRESS));

        assertEquals("m2", broker.request(JoinGroupRequestData.class).memberId());
        assertEquals(-1, member.epoch());
        assertTrue(member.owned().isEmpty());
    }

    @Test
    void aMemberThatTheBrokerForgot_joinsAsANewOne() {
        settle(7);
        broker.pass(INTERVAL_MS);

        broker.answer(heartbeat(Errors.UNKNOWN_MEMBER_ID));

        assertEquals("", broker.request(JoinGroupRequestData.class).memberId());
    }

    @Test
    void aCoordinatorThatLoads_isAskedTheSameAgain() {
        settle(7);
        broker.pass(INTERVAL_MS);

        broker.answer(heartbeat(Errors.COORDINATOR_LOAD_IN_PROGRESS));
        broker.mustHaveHeardNothing();
        broker.pass(100);

        assertEquals(7, broker.request(HeartbeatRequestData.class).generationId());
        assertEquals(7, member.epoch());
    }

    @Test
    void aRebalanceDuringSync_isJoined() {
        member.join();
        broker.answer(joined(Errors.NONE, "m2", 7, "m1"));

        broker.answer(
                new SyncGroupResponseData().setErrorCode(Errors.REBALANCE_IN_PROGRESS.code()));

        assertEquals("m2", broker.request(JoinGroupRequestData.class).memberId());
    }

    @Test
    void aSilentMember_neitherBeatsNorHears() {
        settle(7);
        broker.pass(INTERVAL_MS);
        long saidNs = broker.nowNs();

        member.voice().fallSilent();
        broker.answer(heartbeat(Errors.REBALANCE_IN_PROGRESS));
        broker.pass(10L * INTERVAL_MS);

        broker.mustHaveHeardNothing();
        assertEquals(saidNs, member.voice().saidNs());
        assertFalse(broker.isClosed());
    }

    @Test
    void aDeadMember_hasClosedItsConnection_andSaysNothing() {
        settle(7);

        member.voice().die();
        broker.pass(10L * INTERVAL_MS);

        broker.mustHaveHeardNothing();
        assertTrue(broker.isClosed());
    }

    @Test
    void anErrorThatNoClientBears_endsTheMeasurement() {
        member.join();

        assertThrows(
                IllegalStateException.class,
                () -> broker.answer(joined(Errors.INVALID_SESSION_TIMEOUT, "", 0, "")));
    }

    private void settle(int generationId) {
        member.join();
        broker.answer(joined(Errors.NONE, "m2", generationId, "m1"));
        broker.answer(new SyncGroupResponseData().setAssignment(SUBSCRIPTION.assignment(1, 2)));
    }

    private static JoinGroupResponseData joined(
            Errors error, String memberId, int generationId, String leader) {
        return new JoinGroupResponseData()
                .setErrorCode(error.code())
                .setMemberId(memberId)
                .setGenerationId(generationId)
                .setProtocolType("consumer")
                .setProtocolName("range")
                .setLeader(leader);
    }

    private static JoinGroupResponseMember of(String memberId) {
        return new JoinGroupResponseMember().setMemberId(memberId);
    }

    private static HeartbeatResponseData heartbeat(Errors error) {
        return new HeartbeatResponseData().setErrorCode(error.code());
    }

    private static BitSet partitions(SyncGroupRequestData sync, int index) {
        return Subscription.partitions(sync.assignments().get(index).assignment());
    }

    private static BitSet set(int from, int to) {
        BitSet set = new BitSet();
        set.set(from, to);
        return set;
    }
}
