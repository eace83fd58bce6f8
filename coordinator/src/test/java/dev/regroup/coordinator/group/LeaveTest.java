package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;

import dev.regroup.coordinator.group.GroupCommand.Leaver;
import dev.regroup.coordinator.group.GroupReply.LeaverResult;
import dev.regroup.coordinator.group.GroupReply.Left;
import dev.regroup.coordinator.group.GroupReply.Reason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaveTest {
    private static Left left(String memberId) {
        return new Left(List.of(new LeaverResult(memberId, Optional.empty(), Optional.empty())));
    }

    private static Leaver leaver(String memberId, String reason) {
        return new Leaver(memberId, Optional.empty(), reason);
    }

    @Test
    void memberLeaving_aStableGroup_startsARebalance() {
        group("g")
                .stable("a", "b")
                .leave("b", leaver("b-1", "the consumer is being closed"))
                .expect(
                        state(PREPARING_REBALANCE),
                        members("a"),
                        reply("b", left("b-1")),
                        noReplyTo("a"),
                        cause("member b-1 left: the consumer is being closed"))
                .join("a")
                .expect(joined("a", 2), cause("its only member joined"));
    }

    @Test
    void leaderLeaving_isFollowedByTheNext() {
        group("g").stable("a", "b").leave("a").expect(members("b"), leader("b"));
    }

    @Test
    void lastMemberLeaving_emptiesTheGroup_andItIsLogged() {
        group("g")
                .stable("a")
                .leave("a")
                .expect(
                        state(EMPTY),
                        went(PREPARING_REBALANCE, EMPTY),
                        groupLogged(),
                        reply("a", left("a-1")));
    }

    @Test
    void memberLeaving_whileOthersWaitInJoin_completesTheRebalance() {
        group("g")
                .stable("a", "b")
                .join("a")
                .leave("b")
                .expect(state(COMPLETING_REBALANCE), joined("a", 2));
    }

    @Test
    void memberLeaving_whileOthersWaitInSync_sendsThemBackToJoin() {
        group("g")
                .join("a")
                .join("b")
                .after(100)
                .sync("b")
                .leave("a")
                .expect(state(PREPARING_REBALANCE), rejected("b", Reason.REBALANCE_IN_PROGRESS));
    }

    @Test
    void memberThatWaits_beingRemoved_isToldSo() {
        group("g")
                .stable("a", "b")
                .join("a")
                .leave("admin", leaver("a-1", ""))
                .expect(rejected("a", Reason.UNKNOWN_MEMBER_ID), members("b"))
                .join("b")
                .sync("b")
                .leave("admin", leaver("b-1", ""))
                .expect(state(EMPTY));
        group("g")
                .join("a")
                .join("b")
                .after(100)
                .sync("b")
                .leave("admin", leaver("b-1", ""))
                .expect(rejected("b", Reason.UNKNOWN_MEMBER_ID), members("a"));
    }

    @Test
    void severalLeaving_areJudgedEachByItself() {
        group("g")
                .join("a", j -> j.instance("i-a"))
                .join("b")
                .join("c", j -> j.instance("i-c"))
                .settle("a", "b", "c")
                .leave(
                        "admin",
                        new Leaver("", Optional.of("i-a"), "scaled down"),
                        new Leaver("", Optional.of("i-a"), ""),
                        new Leaver("", Optional.empty(), ""),
                        leaver("b-1", ""),
                        leaver("x", ""),
                        new Leaver("a-1", Optional.of("i-c"), ""))
                .expect(
                        state(PREPARING_REBALANCE),
                        members("c"),
                        cause(
                                "static member a-1 (instance i-a) was removed: scaled down,"
                                        + " and 1 more"),
                        reply(
                                "admin",
                                new Left(
                                        List.of(
                                                result("", "i-a", null),
                                                result("", "i-a", Reason.UNKNOWN_MEMBER_ID),
                                                result("", null, Reason.UNKNOWN_MEMBER_ID),
                                                result("b-1", null, null),
                                                result("x", null, Reason.UNKNOWN_MEMBER_ID),
                                                result("a-1", "i-c", Reason.FENCED_INSTANCE_ID)))));
    }

    @Test
    void leavingTwiceAtOnce_isDoneOnce() {
        group("g")
                .stable("a", "b")
                .join("p", JoinSpec::idRequired)
                .leave(
                        "admin",
                        leaver("b-1", ""),
                        leaver("b-1", ""),
                        leaver("p-1", ""),
                        leaver("p-1", ""))
                .expect(
                        members("a"),
                        reply(
                                "admin",
                                new Left(
                                        List.of(
                                                result("b-1", null, null),
                                                result("b-1", null, Reason.UNKNOWN_MEMBER_ID),
                                                result("p-1", null, null),
                                                result("p-1", null, Reason.UNKNOWN_MEMBER_ID)))));
    }

    @Test
    void nobodyLeaving_changesNothing() {
        group("g")
                .stable("a")
                .leave("admin", new Leaver[0])
                .expect(state(STABLE), reply("admin", new Left(List.of())), nothingLogged());
    }

    private static LeaverResult result(
            String memberId, @Nullable String instanceId, @Nullable Reason reason) {
        return new LeaverResult(
                memberId, Optional.ofNullable(instanceId), Optional.ofNullable(reason));
    }

    @Test
    void pendingMemberLeaving_leavesAStableGroupAlone() {
        group("g")
                .stable("a")
                .join("p", JoinSpec::idRequired)
                .leave("p")
                .expect(state(STABLE), reply("p", left("p-1")));
    }

    @Test
    void pendingMemberLeaving_completesTheRebalanceItHeldUp() {
        group("g")
                .stable("a")
                .join("p", JoinSpec::idRequired)
                .join("a")
                .expect(noReplyTo("a"))
                .leave("p")
                .expect(joined("a", 2));
    }

    @Test
    void groupThatDoesNotExist_knowsNobody() {
        group("g")
                .leave("a", leaver("x", ""))
                .expect(reply("a", new Left(List.of(result("x", null, Reason.UNKNOWN_MEMBER_ID)))));
    }

    @Test
    void emptyGroupId_isInvalid() {
        group("").leave("a").expect(rejected("a", Reason.INVALID_GROUP_ID));
    }

    @Test
    void memberOfAnEmptyGroup_isUnknown() {
        group("g")
                .stable("a")
                .leave("a")
                .leave("a", leaver("a-1", ""))
                .expect(
                        state(EMPTY),
                        reply(
                                "a",
                                new Left(List.of(result("a-1", null, Reason.UNKNOWN_MEMBER_ID)))));
    }
}
