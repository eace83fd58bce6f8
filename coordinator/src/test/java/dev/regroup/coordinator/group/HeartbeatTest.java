package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.coordinator.group.GroupReply.HeartbeatAccepted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    @Test
    void inAStableGroup_isAccepted_andLogsNothing() {
        group("g")
                .stable("a")
                .heartbeat("a")
                .expect(reply("a", new HeartbeatAccepted()), nothingLogged(), gated());
    }

    @Test
    void whileAssignmentsAreMade_isAccepted() {
        group("g")
                .join("a")
                .after(100)
                .heartbeat("a")
                .expect(state(COMPLETING_REBALANCE), reply("a", new HeartbeatAccepted()));
    }

    @Test
    void duringTheJoinPhase_tellsOfTheRebalance_andExtendsTheSession() {
        GroupScenario g = group("g").stable("a", "b").join("a");

        for (int i = 0; i < 5; i++) {
            g.after(9_999).heartbeat("b").expect(rejected("b", Reason.REBALANCE_IN_PROGRESS));
        }

        assertEquals(2, g.view().memberCount());
    }

    @Test
    void otherGeneration_isIllegal() {
        group("g")
                .stable("a")
                .heartbeat("a", 0)
                .expect(rejected("a", Reason.ILLEGAL_GENERATION))
                .heartbeat("a", 2)
                .expect(rejected("a", Reason.ILLEGAL_GENERATION));
    }

    @Test
    void unknownGroup_andUnknownMember_areUnknown() {
        group("g")
                .heartbeat("a")
                .expect(rejected("a", Reason.UNKNOWN_MEMBER_ID))
                .stable("a")
                .heartbeat("b")
                .expect(rejected("b", Reason.UNKNOWN_MEMBER_ID))
                .leave("a")
                .heartbeat("a")
                .expect(rejected("a", Reason.UNKNOWN_MEMBER_ID));
    }

    @Test
    void emptyGroupId_isInvalid() {
        group("").heartbeat("a").expect(rejected("a", Reason.INVALID_GROUP_ID));
    }
}
