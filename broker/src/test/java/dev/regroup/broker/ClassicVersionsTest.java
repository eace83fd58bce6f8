package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the versions of the classic protocol's requests mean differently, over a socket.
class ClassicVersionsTest {
    private static final int ROUNDS_MAX = 100_000;

    private TestBroker broker;
    private WireMember member;

    @BeforeEach
    void start() {
        broker = TestBroker.start();
        broker.prepareGroups();
        member = new WireMember(broker, "g");
    }

    @AfterEach
    void stop() {
        member.close();
        broker.close();
    }

    @Test
    void joinBefore4_needsNoId() {
        JoinGroupResponseData joined = join(3);

        assertEquals(Errors.NONE, Errors.forCode(joined.errorCode()));
        assertTrue(joined.memberId().startsWith("wire-"), joined::memberId);
        assertEquals(joined.memberId(), joined.leader());
    }

    @Test
    void joinFrom4_isToldItsIdFirst_unlessItIsStatic() {
        JoinGroupResponseData required = join(4);
        assertEquals(Errors.MEMBER_ID_REQUIRED, Errors.forCode(required.errorCode()));
        assertTrue(required.memberId().startsWith("wire-"), required::memberId);

        member.withInstance("i");
        JoinGroupResponseData joined = join(5);
        assertEquals(Errors.NONE, Errors.forCode(joined.errorCode()));
        assertTrue(joined.memberId().startsWith("i-"), joined::memberId);
        assertEquals("i", joined.members().getFirst().groupInstanceId());
    }

    @Test
    void joinOf0_hasItsSessionTimeoutForRebalancesToo() {
        int sessionMs = 300;
        JoinGroupResponseData joined =
                member.call(
                        0,
                        member.joining().setSessionTimeoutMs(sessionMs).setRebalanceTimeoutMs(-1),
                        JoinGroupResponseData.class);
        long joinedNanos = System.nanoTime();
        member.id = joined.memberId();
        member.generation = joined.generationId();

        // It owes the assignment, and its heartbeats do not make up for it.
        Errors error = Errors.NONE;
        for (int i = 0; i < ROUNDS_MAX && error == Errors.NONE; i++) {
            error = Errors.forCode(heartbeat().errorCode());
        }

        assertEquals(Errors.UNKNOWN_MEMBER_ID, error);
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - joinedNanos);
        // The answer was under way for a moment.
        assertTrue(tookMs >= sessionMs / 2, () -> "out after " + tookMs + " ms");
    }

    private HeartbeatResponseData heartbeat() {
        return member.call(WireMember.HEARTBEAT, member.beating(), HeartbeatResponseData.class);
    }

    @Test
    void refusedJoin_hasNoProtocolFrom7_andAnEmptyOneBefore() {
        assertEquals("", join(6).protocolName());

        assertNull(join(7).protocolName());
        assertNull(join(7).protocolType());
    }

    @Test
    void join_saysTheProtocolTypeFrom7() {
        member.identified();

        assertNull(join(6).protocolType());
        assertEquals("consumer", join(7).protocolType());
        assertEquals("range", join(7).protocolName());
    }

    @Test
    void staticLeaderThatComesBack_isToldToSkipTheAssignmentFrom9() {
        member.withInstance("i").stable();
        WireMember successor = member.another().withInstance("i");

        JoinGroupResponseData since9 =
                successor.call(9, successor.joining(), JoinGroupResponseData.class);
        assertTrue(since9.skipAssignment());
        assertEquals(since9.memberId(), since9.leader());
        assertEquals(1, since9.members().size());

        JoinGroupResponseData before =
                successor.call(8, successor.joining(), JoinGroupResponseData.class);
        assertFalse(before.skipAssignment());
        assertEquals(since9.memberId(), before.leader());
        assertNotEquals(before.memberId(), before.leader());
        assertEquals(List.of(), before.members());
    }

    @Test
    void syncBefore5_needNotSayTheProtocol() {
        member.stable();

        SyncGroupResponseData before =
                member.call(
                        4,
                        member.syncing().setProtocolType(null).setProtocolName(null),
                        SyncGroupResponseData.class);
        assertEquals(Errors.NONE, Errors.forCode(before.errorCode()));

        SyncGroupResponseData since5 =
                member.call(5, member.syncing(), SyncGroupResponseData.class);
        assertEquals("consumer", since5.protocolType());
        assertEquals("range", since5.protocolName());
    }

    @Test
    void leaveBefore3_isOneMembers_andFrom3EachHasItsAnswer() {
        member.stable();
        LeaveGroupResponseData before =
                member.call(
                        2,
                        new LeaveGroupRequestData().setGroupId("g").setMemberId("nobody"),
                        LeaveGroupResponseData.class);
        assertEquals(Errors.UNKNOWN_MEMBER_ID, Errors.forCode(before.errorCode()));

        LeaveGroupResponseData since3 =
                member.call(
                        3,
                        new LeaveGroupRequestData()
                                .setGroupId("g")
                                .setMembers(
                                        List.of(
                                                new MemberIdentity().setMemberId("nobody"),
                                                new MemberIdentity().setMemberId(member.id),
                                                new MemberIdentity().setMemberId(member.id))),
                        LeaveGroupResponseData.class);
        assertEquals(Errors.NONE, Errors.forCode(since3.errorCode()));
        assertEquals(
                List.of(Errors.UNKNOWN_MEMBER_ID, Errors.NONE, Errors.UNKNOWN_MEMBER_ID),
                since3.members().stream()
                        .map(MemberResponse::errorCode)
                        .map(Errors::forCode)
                        .toList());
    }

    private JoinGroupResponseData join(int version) {
        return member.call(version, member.joining(), JoinGroupResponseData.class);
    }
}
