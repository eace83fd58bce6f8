package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;

import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Synced;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SyncTest {
    private static GroupScenario completing() {
        return group("g").join("a").join("b").after(100);
    }

    @Test
    void leader_storesAssignments_andAnswersThoseWhoWait() {
        completing()
                .sync("b")
                .expect(noReplyTo("b"), nothingLogged())
                .sync("a", "a=x", "b=y", "nobody=z")
                .expect(
                        state(STABLE),
                        groupLogged(),
                        gated(),
                        went(STABLE),
                        cause("leader a-1 handed in the assignment"),
                        reply("a", new Synced("consumer", "range", JoinSpec.bytes("x"))),
                        reply("b", new Synced("consumer", "range", JoinSpec.bytes("y"))));
    }

    @Test
    void followerThatComesAfterTheLeader_isAnsweredAtOnce() {
        completing()
                .sync("a", "b=y")
                .expect(assigned("a", ""))
                .sync("b")
                .expect(assigned("b", "y"), nothingLogged())
                .sync("b")
                .expect(assigned("b", "y"));
    }

    @Test
    void assignmentsOfAFollower_areIgnored() {
        completing().sync("b", "b=mine").expect(noReplyTo("b"), state(COMPLETING_REBALANCE));
    }

    @Test
    void duringTheJoinPhase_isARebalanceInProgress() {
        group("g")
                .stable("a", "b")
                .join("a")
                .sync("b")
                .expect(rejected("b", Reason.REBALANCE_IN_PROGRESS));
    }

    @Test
    void otherGeneration_isIllegal() {
        completing()
                .sync("a", 0, Map.of(), Optional.empty(), Optional.empty())
                .expect(rejected("a", Reason.ILLEGAL_GENERATION))
                .sync("a", 2, Map.of(), Optional.empty(), Optional.empty())
                .expect(rejected("a", Reason.ILLEGAL_GENERATION), nothingLogged());
    }

    @Test
    void unknownGroup_unknownMember_andEmptyGroup_areUnknown() {
        group("g").sync("a").expect(rejected("a", Reason.UNKNOWN_MEMBER_ID));
        completing().sync("x").expect(rejected("x", Reason.UNKNOWN_MEMBER_ID));
        group("g").stable("a").leave("a").sync("a").expect(rejected("a", Reason.UNKNOWN_MEMBER_ID));
    }

    @Test
    void emptyGroupId_isInvalid() {
        group("").sync("a").expect(rejected("a", Reason.INVALID_GROUP_ID));
    }

    @Test
    void versionFromFive_mustNameTheGroupsProtocol() {
        completing()
                .sync("b", 1, Map.of(), Optional.of("connect"), Optional.of("range"))
                .expect(rejected("b", Reason.INCONSISTENT_GROUP_PROTOCOL))
                .sync("b", 1, Map.of(), Optional.of("consumer"), Optional.of("sticky"))
                .expect(rejected("b", Reason.INCONSISTENT_GROUP_PROTOCOL))
                .sync("b", 1, Map.of(), Optional.of("consumer"), Optional.of("range"))
                .expect(noReplyTo("b"));
    }

    @Test
    void laterSyncOfTheSameMember_takesThePlaceOfTheOneThatWaits() {
        completing()
                .sync("b")
                .sync("b")
                .expect(rejected("b", Reason.REBALANCE_IN_PROGRESS), state(COMPLETING_REBALANCE))
                .sync("a", "b=y")
                .expect(assigned("b", "y"));
    }

    @Test
    void leaderThatNeverSyncs_isOutAfterTheRebalanceTimeout_andTheOthersJoinAgain() {
        GroupScenario g = completing().sync("b");
        for (int i = 0; i < 7; i++) {
            g.after(8_000).heartbeat("a");
        }

        g.after(3_999).expect(state(COMPLETING_REBALANCE));
        g.after(1);

        g.expect(state(PREPARING_REBALANCE), members("b"), leader("b"));
        g.join("b").expect(joined("b", 2), leads("b", "b"));
    }

    @Test
    void followerThatNeverSyncs_isOutAfterTheRebalanceTimeout_thoughTheGroupIsStable() {
        GroupScenario g = completing().sync("a", "a=x", "b=y").expect(state(STABLE));

        for (int i = 0; i < 8; i++) {
            g.after(7_500).heartbeat("a").heartbeat("b");
        }

        g.expect(state(PREPARING_REBALANCE), members("a"));
    }

    @Test
    void nobodySyncing_emptiesTheGroup() {
        GroupScenario g =
                group("g")
                        .join("a", j -> j.rebalance(5_000))
                        .join("b", j -> j.rebalance(5_000))
                        .after(100);

        g.after(5_000);

        g.expect(state(EMPTY), went(PREPARING_REBALANCE, EMPTY), groupLogged());
        g.expect(cause("members a-1, b-1 did not sync within 5000 ms"));
    }

    @Test
    void newMember_whileOthersWaitInSync_sendsThemBackToJoin() {
        completing()
                .sync("b")
                .join("c")
                .expect(
                        state(PREPARING_REBALANCE),
                        rejected("b", Reason.REBALANCE_IN_PROGRESS),
                        noReplyTo("c"))
                .join("a")
                .join("b")
                .expect(joined("a", 2), joined("b", 2), joined("c", 2));
    }
}
