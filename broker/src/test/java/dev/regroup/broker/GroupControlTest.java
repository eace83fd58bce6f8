package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.control.GroupControl;
import dev.regroup.broker.control.GroupSnapshot;
import dev.regroup.broker.control.GroupSnapshot.MemberSnapshot;
import dev.regroup.coordinator.group.GroupState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Groups, asked for and disturbed from within the process.
class GroupControlTest {
    private final TestBroker broker = TestBroker.start();
    private final GroupControl control = broker.groupControl();

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void beforeThereWasAnyGroup_thereIsNone() throws Exception {
        assertEquals(Optional.empty(), control.describe("g"));
        assertEquals(Map.of(), control.committed("g", "t"));
        assertFalse(control.endSession("g", "a"));
        assertFalse(control.rebalance("g", ""));
    }

    @Test
    void aMember_isSeenAndItsSessionEnded() throws Exception {
        broker.prepareGroups();
        String memberId = join();
        GroupSnapshot group = control.describe("g").orElseThrow();

        assertEquals(GroupState.COMPLETING_REBALANCE, group.state());
        assertEquals(
                List.of(memberId), group.members().stream().map(MemberSnapshot::memberId).toList());
        assertFalse(control.endSession("g", "another"));
        assertTrue(control.endSession("g", memberId));
        assertEquals(GroupState.EMPTY, control.describe("g").orElseThrow().state());
    }

    private String join() {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[] {1}));
        JoinGroupRequestData request =
                new JoinGroupRequestData()
                        .setGroupId("g")
                        .setSessionTimeoutMs(30_000)
                        .setRebalanceTimeoutMs(30_000)
                        .setProtocolType("consumer")
                        .setProtocols(protocols);
        try (WireClient client = broker.connect()) {
            request.setMemberId(client.call(9, request, JoinGroupResponseData.class).memberId());
            return client.call(9, request, JoinGroupResponseData.class).memberId();
        }
    }
}
