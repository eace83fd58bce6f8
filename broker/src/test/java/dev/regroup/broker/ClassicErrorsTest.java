package dev.regroup.broker;

import static org.apache.kafka.common.protocol.ApiKeys.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Every error of JoinGroup, SyncGroup, Heartbeat and LeaveGroup, provoked over a socket. That
/// those of groups themselves are complete is what the coordinator's tests see to; [AccessTest]
/// refuses every version of each API.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClassicErrorsTest {
    private final ErrorCases cases = new ErrorCases();

    @AfterAll
    void stop() {
        cases.close();
    }

    @TestFactory
    Stream<DynamicTest> everyError_isProvoked() {
        joins();
        syncs();
        heartbeatsAndLeaves();
        return cases.tests();
    }

    private void joins() {
        cases.on(
                JOIN_GROUP,
                WireMember.JOIN,
                Errors.INVALID_GROUP_ID,
                m -> m.joining().setGroupId(""));
        cases.on(
                JOIN_GROUP,
                WireMember.JOIN,
                Errors.INVALID_SESSION_TIMEOUT,
                m -> m.joining().setSessionTimeoutMs(5_999));
        cases.on(
                JOIN_GROUP,
                WireMember.JOIN,
                Errors.INCONSISTENT_GROUP_PROTOCOL,
                m -> m.of("").joining());
        cases.on(
                JOIN_GROUP,
                WireMember.JOIN,
                Errors.UNKNOWN_MEMBER_ID,
                m -> m.joining().setMemberId("nobody"));
        cases.on(JOIN_GROUP, WireMember.JOIN, Errors.MEMBER_ID_REQUIRED, WireMember::joining);
        cases.on(
                JOIN_GROUP,
                WireMember.JOIN,
                Errors.GROUP_MAX_SIZE_REACHED,
                m -> {
                    ErrorCases.rebalancing(m).joined();
                    return m.another().joining();
                });
        cases.on(
                JOIN_GROUP,
                WireMember.JOIN,
                Errors.FENCED_INSTANCE_ID,
                m -> ErrorCases.replaced(m).joining());
        cases.on(
                JOIN_GROUP,
                WireMember.JOIN,
                Errors.GROUP_AUTHORIZATION_FAILED,
                m -> m.joining().setGroupId(ErrorCases.SECRET));
        cases.on(JOIN_GROUP, WireMember.JOIN, Errors.NOT_COORDINATOR, WireMember::joining);
        // A later join takes the place of the one that waits.
        cases.add(
                JOIN_GROUP,
                Errors.REBALANCE_IN_PROGRESS,
                m -> {
                    WireMember other = m.stable().another().identified();
                    int first = other.client.send(WireMember.JOIN, other.joining());
                    other.client.send(WireMember.JOIN, other.joining());
                    return other.client.receive(
                            first, WireMember.JOIN, JOIN_GROUP, ApiMessage.class);
                });
    }

    private void syncs() {
        cases.on(
                SYNC_GROUP,
                WireMember.SYNC,
                Errors.INVALID_GROUP_ID,
                m -> m.syncing().setGroupId(""));
        cases.on(
                SYNC_GROUP,
                WireMember.SYNC,
                Errors.INCONSISTENT_GROUP_PROTOCOL,
                m -> m.stable().syncing().setProtocolName("other"));
        cases.on(SYNC_GROUP, WireMember.SYNC, Errors.UNKNOWN_MEMBER_ID, WireMember::syncing);
        cases.on(
                SYNC_GROUP,
                WireMember.SYNC,
                Errors.FENCED_INSTANCE_ID,
                m -> ErrorCases.replaced(m).syncing());
        cases.on(
                SYNC_GROUP,
                WireMember.SYNC,
                Errors.ILLEGAL_GENERATION,
                m -> m.stable().syncing().setGenerationId(7));
        cases.on(
                SYNC_GROUP,
                WireMember.SYNC,
                Errors.REBALANCE_IN_PROGRESS,
                m -> ErrorCases.rebalancing(m).syncing());
        cases.on(
                SYNC_GROUP,
                WireMember.SYNC,
                Errors.GROUP_AUTHORIZATION_FAILED,
                m -> m.syncing().setGroupId(ErrorCases.SECRET));
        cases.on(SYNC_GROUP, WireMember.SYNC, Errors.NOT_COORDINATOR, WireMember::syncing);
        // From v5 on type and strategy are to be said, whatever the group is like (KIP-559).
        cases.on(
                SYNC_GROUP,
                WireMember.SYNC,
                Errors.INCONSISTENT_GROUP_PROTOCOL,
                m -> m.stable().syncing().setProtocolType(null));
    }

    private void heartbeatsAndLeaves() {
        cases.on(
                HEARTBEAT,
                WireMember.HEARTBEAT,
                Errors.INVALID_GROUP_ID,
                m -> m.beating().setGroupId(""));
        cases.on(HEARTBEAT, WireMember.HEARTBEAT, Errors.UNKNOWN_MEMBER_ID, WireMember::beating);
        cases.on(
                HEARTBEAT,
                WireMember.HEARTBEAT,
                Errors.FENCED_INSTANCE_ID,
                m -> ErrorCases.replaced(m).beating());
        cases.on(
                HEARTBEAT,
                WireMember.HEARTBEAT,
                Errors.ILLEGAL_GENERATION,
                m -> m.stable().beating().setGenerationId(7));
        cases.on(
                HEARTBEAT,
                WireMember.HEARTBEAT,
                Errors.REBALANCE_IN_PROGRESS,
                m -> ErrorCases.rebalancing(m).beating());
        cases.on(
                HEARTBEAT,
                WireMember.HEARTBEAT,
                Errors.GROUP_AUTHORIZATION_FAILED,
                m -> m.beating().setGroupId(ErrorCases.SECRET));
        cases.on(HEARTBEAT, WireMember.HEARTBEAT, Errors.NOT_COORDINATOR, WireMember::beating);
        cases.on(
                LEAVE_GROUP,
                WireMember.LEAVE,
                Errors.INVALID_GROUP_ID,
                m -> m.leaving().setGroupId(""));
        cases.on(LEAVE_GROUP, WireMember.LEAVE, Errors.UNKNOWN_MEMBER_ID, WireMember::leaving);
        cases.on(
                LEAVE_GROUP,
                WireMember.LEAVE,
                Errors.FENCED_INSTANCE_ID,
                m -> ErrorCases.replaced(m).leaving());
        cases.on(
                LEAVE_GROUP,
                WireMember.LEAVE,
                Errors.GROUP_AUTHORIZATION_FAILED,
                m -> m.leaving().setGroupId(ErrorCases.SECRET));
        cases.on(LEAVE_GROUP, WireMember.LEAVE, Errors.NOT_COORDINATOR, WireMember::leaving);
    }

    @Test
    void whoIsTurnedAwayFromAFullGroup_isToForgetItsId() {
        try (WireMember member = cases.member()) {
            ErrorCases.rebalancing(member).joined();

            JoinGroupResponseData answer =
                    member.call(
                            WireMember.JOIN,
                            member.another().joining().setMemberId("remembered"),
                            JoinGroupResponseData.class);

            assertEquals(Errors.GROUP_MAX_SIZE_REACHED, Errors.forCode(answer.errorCode()));
            assertEquals("", answer.memberId());
        }
    }
}
