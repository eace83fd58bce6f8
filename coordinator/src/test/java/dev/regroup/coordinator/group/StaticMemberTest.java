package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.JoinedMember;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Synced;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StaticMemberTest {
    private static GroupScenario stable() {
        return group("g")
                .join("a", j -> j.instance("i-a"))
                .join("b", j -> j.instance("i-b"))
                .settle("a", "b");
    }

    @Test
    void follower_comingBackWithoutId_keepsTheGroupStable_andIsLogged() {
        GroupScenario g = stable().forget("b");

        g.join("b", j -> j.instance("i-b"));

        g.expect(
                state(STABLE),
                generation(1),
                groupLogged(),
                gated(),
                reply("b", new Joined(1, "consumer", "range", "a-1", "b-2", List.of(), false)));
        g.sync("b").expect(assigned("b", "parts-of-b"), nothingLogged());
    }

    @Test
    void leader_comingBack_beforeVersionNine_isToldThatItsOldIdLeads() {
        stable().forget("a")
                .join("a", j -> j.instance("i-a"))
                .expect(
                        state(STABLE),
                        leader("a"),
                        groupLogged(),
                        reply(
                                "a",
                                new Joined(
                                        1, "consumer", "range", "a-1", "a-2", List.of(), false)));
    }

    @Test
    void leader_comingBack_fromVersionNine_leadsButSkipsTheAssignment() {
        List<JoinedMember> all =
                List.of(
                        new JoinedMember("b-1", Optional.of("i-b"), JoinSpec.bytes("topics")),
                        new JoinedMember("a-2", Optional.of("i-a"), JoinSpec.bytes("topics")));
        stable().forget("a")
                .join("a", j -> j.instance("i-a").skipAssignment())
                .expect(
                        state(STABLE),
                        reply("a", new Joined(1, "consumer", "range", "a-2", "a-2", all, true)));
    }

    @Test
    void follower_comingBack_fromVersionNine_doesNotSkip() {
        stable().forget("b")
                .join("b", j -> j.instance("i-b").skipAssignment())
                .expect(
                        reply(
                                "b",
                                new Joined(
                                        1, "consumer", "range", "a-1", "b-2", List.of(), false)));
    }

    @Test
    void predecessor_isFenced_inWhateverItSays() {
        GroupScenario g = stable().forget("b").join("b", j -> j.instance("i-b"));

        g.join("old", j -> j.instance("i-b").as("b-1"))
                .expect(rejected("old", Reason.FENCED_INSTANCE_ID))
                .heartbeat("old", 1)
                .expect(rejected("old", Reason.FENCED_INSTANCE_ID))
                .sync("old")
                .expect(rejected("old", Reason.FENCED_INSTANCE_ID))
                .commit("old", 1, "b-1", g.offset("t", 0, 5, ""))
                .expect(rejected("old", Reason.FENCED_INSTANCE_ID), nothingLogged());
    }

    @Test
    void instanceThatTheGroupDoesNotKnow_isUnknown() {
        stable().join("c", j -> j.instance("i-c").as("b-1"))
                .expect(rejected("c", Reason.UNKNOWN_MEMBER_ID));
    }

    @Test
    void comingBackWithAnotherStrategy_startsARebalance() {
        group("g")
                .join("a", j -> j.instance("i-a").doing("range", "sticky"))
                .join("b", j -> j.instance("i-b").doing("range", "sticky"))
                .settle("a", "b")
                .forget("a")
                .join("a", j -> j.instance("i-a").doing("sticky").because("upgraded"))
                .expect(
                        state(PREPARING_REBALANCE),
                        noReplyTo("a"),
                        nothingLogged(),
                        cause("static member a-2 (instance i-a) came back: upgraded"));
    }

    @Test
    void comingBackWhileAssignmentsAreMade_startsARebalance() {
        group("g")
                .join("a", j -> j.instance("i-a"))
                .join("b", j -> j.instance("i-b"))
                .after(3_000)
                .sync("b")
                .forget("b")
                .join("b", j -> j.instance("i-b"))
                .expect(
                        state(PREPARING_REBALANCE),
                        // its earlier self
                        rejected("b", Reason.FENCED_INSTANCE_ID));
    }

    @Test
    void comingBackWhileRebalancing_takesItsPredecessorsPlace() {
        GroupScenario g = stable().join("a", j -> j.instance("i-a"));
        g.forget("a").join("a", j -> j.instance("i-a"));
        g.expect(state(PREPARING_REBALANCE), rejected("a", Reason.FENCED_INSTANCE_ID));

        g.join("b", j -> j.instance("i-b"));

        g.expect(joined("a", 2), joined("b", 2), leader("a"));
    }

    @Test
    void knownStaticMember_joiningWithItsId_isLikeAnyOther() {
        stable().join("b", j -> j.instance("i-b"))
                .expect(state(STABLE), joined("b", 1))
                .join("a", j -> j.instance("i-a"))
                .expect(state(PREPARING_REBALANCE));
    }

    @Test
    void staticMember_isNotAskedToComeBackWithAnId() {
        group("g")
                .join("a", j -> j.instance("i-a").idRequired())
                .expect(state(PREPARING_REBALANCE), noReplyTo("a"));
    }

    @Test
    void missingARebalance_keepsItsPlace_andLosesLeadership() {
        GroupScenario g = stable().join("b", j -> j.instance("i-b").doing("range:changed"));

        for (int i = 0; i < 7; i++) {
            g.after(8_000).heartbeat("a");
        }
        g.after(4_000);

        g.expect(
                state(COMPLETING_REBALANCE),
                members("a", "b"),
                joined("b", 2),
                leader("b"),
                leads("b", "a", "b"));
    }

    @Test
    void missingTheSyncToo_isOut() {
        GroupScenario g =
                group("g")
                        .join("a", j -> j.instance("i-a").rebalance(5_000))
                        .join("b", j -> j.instance("i-b").rebalance(5_000))
                        .settle("a", "b")
                        .join("b", j -> j.instance("i-b").rebalance(5_000).doing("range:x"))
                        .after(5_000)
                        .expect(joined("b", 2))
                        .sync("b", "b=everything");

        g.after(5_000);

        g.expect(
                state(PREPARING_REBALANCE),
                members("b"),
                cause("member a-1 did not sync within 5000 ms"));
    }

    @Test
    void nobodyComingBack_waitsForTheSessions() {
        GroupScenario g =
                group(
                                "g",
                                new GroupConfig(
                                        6_000, 1_800_000, 0, 1_000, 4_096, ConsumerConfig.DEFAULT))
                        .join("a", j -> j.instance("i-a").rebalance(0).session(30_000))
                        .sync("a", "a=all")
                        .join("b", j -> j.rebalance(0).session(6_000));
        g.leave("admin", new GroupCommand.Leaver("b-1", Optional.empty(), ""));
        g.expect(state(PREPARING_REBALANCE), members("a"));

        g.after(29_000).expect(state(PREPARING_REBALANCE), members("a"));

        g.after(1_000).expect(state(EMPTY), groupLogged());
    }

    @Test
    void owingASync_passesToTheSuccessor() {
        GroupScenario g =
                group("g")
                        .join("a", j -> j.instance("i-a"))
                        .join("b", j -> j.instance("i-b"))
                        .after(3_000)
                        .sync("a", "b=all")
                        .expect(state(STABLE));
        g.forget("b").join("b", j -> j.instance("i-b")).expect(state(STABLE));

        g.sync("b").expect(reply("b", new Synced("consumer", "range", JoinSpec.bytes("all"))));

        assertEquals(true, g.view().isSyncComplete());
    }
}
