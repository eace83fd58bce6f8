package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.group.DurableEvent.GroupRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.GroupCommand.DeleteGroup;
import dev.regroup.coordinator.group.GroupCommand.DeleteOffsets;
import dev.regroup.coordinator.group.GroupCommand.ListGroups;
import dev.regroup.coordinator.group.GroupCommand.Protocol;
import dev.regroup.coordinator.group.GroupCommand.Wanted;
import dev.regroup.coordinator.group.GroupReply.FetchedOffset;
import dev.regroup.coordinator.group.GroupReply.GroupDeleted;
import dev.regroup.coordinator.group.GroupReply.Listed;
import dev.regroup.coordinator.group.GroupReply.OffsetsDeleted;
import dev.regroup.coordinator.group.GroupReply.OffsetsFetched;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.offset.Producer;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeleteTest {
    private static TopicPartition partition(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }

    private static GroupScenario emptied() {
        return group("g").stable("a").commit("a", "t", 0, 5).commit("a", "u", 1, 6).leave("a");
    }

    @Test
    void emptyGroup_goesWithItsOffsets() {
        GroupScenario g = emptied();

        g.send(new DeleteGroup(g.token("x", "delete"), "g", 10));

        g.expect(gated(), reply("x", new GroupDeleted()));
        assertEquals(
                List.of(
                        new OffsetRemoved("g", partition("t", 0)),
                        new OffsetRemoved("g", partition("u", 1)),
                        new GroupRemoved("g")),
                g.last().durable());
        assertEquals(Optional.empty(), g.shard().group("g"));
    }

    @Test
    void groupWithMoreOffsetsThanOneCommandRemoves_isDeletedInSeveral() {
        GroupScenario g = emptied();

        g.delete("x", 1).expect(noReplyTo("x"), state(DEAD), went(DEAD));
        g.after(0).expect(gated(), reply("x", new GroupDeleted()));

        assertEquals(List.of(), g.shard().snapshot());
        assertEquals(Optional.empty(), g.shard().group("g"));
    }

    @Test
    void whileAGroupIsBeingDeleted_nobodyJoinsOrCommits_andNobodySeesItsOffsets() {
        GroupScenario g = emptied().delete("x", 1);

        g.join("b").expect(rejected("b", Reason.GROUP_DYING), nothingLogged());
        g.sync("b").expect(rejected("b", Reason.GROUP_DYING));
        g.heartbeat("b").expect(rejected("b", Reason.GROUP_DYING));
        g.leave("b").expect(rejected("b", Reason.GROUP_DYING));
        g.commit("c", "t", 0, 1).expect(rejected("c", Reason.GROUP_DYING), nothingLogged());
        g.commitInTransaction(new Producer(1, (short) 0), "c", -1, g.offset("t", 0, 1, ""));
        g.expect(rejected("c", Reason.GROUP_DYING), nothingLogged());
        g.fetchAll("c").expect(reply("c", new OffsetsFetched(List.of())));
        g.fetch("c", Wanted.COMMITTED, partition("u", 1))
                .expect(
                        reply(
                                "c",
                                new OffsetsFetched(
                                        List.of(
                                                new FetchedOffset(
                                                        partition("u", 1), Optional.empty())))));
        g.describe("c").expect(rejected("c", Reason.GROUP_ID_NOT_FOUND));
        g.send(new ListGroups(g.token("c", "list"), "", 10, Set.of()))
                .expect(reply("c", new Listed(List.of(), Optional.empty())));
        g.delete("c", 10).expect(rejected("c", Reason.GROUP_ID_NOT_FOUND), nothingLogged());
        g.send(new DeleteOffsets(g.token("c", "offsets"), "g", List.of(partition("u", 1))))
                .expect(rejected("c", Reason.GROUP_ID_NOT_FOUND), nothingLogged());
        g.endSession("c", "b").expect(rejected("c", Reason.GROUP_ID_NOT_FOUND));
        g.rebalance("c", "").expect(rejected("c", Reason.GROUP_ID_NOT_FOUND));

        g.after(0).expect(reply("x", new GroupDeleted()));
        g.join("b").after(100).expect(joined("b", 1));
    }

    @Test
    void deletionUnderWay_isForgottenByARestart_andWhoAskedIsToldToAskAgain() {
        GroupScenario g = emptied().delete("x", 1).restart();

        g.expect(state(EMPTY));
        assertEquals(
                Reason.NOT_COORDINATOR,
                ((GroupReply.Rejected) g.repliesTo("x").getLast()).reason());
        assertEquals(1, g.view().offsets().size());
        g.delete("x", 10).expect(reply("x", new GroupDeleted()));
    }

    @Test
    void groupOfOffsetsOnly_isDeletedInSeveralCommandsToo_evenIfItsOffsetsGoMeanwhile() {
        GroupScenario g =
                group("g").commit("x", "t", 0, 1).commit("x", "t", 1, 1).commit("x", "t", 2, 1);

        g.delete("x", 1).topics(Map.of()).removeTopic("t").expect(state(DEAD));

        g.after(0).expect(reply("x", new GroupDeleted()));
        assertEquals(Optional.empty(), g.shard().group("g"));
    }

    @Test
    void groupOfOffsetsOnly_isDeleted() {
        GroupScenario g = group("g").commit("x", "t", 0, 1);

        g.send(new DeleteGroup(g.token("x", "delete"), "g", 10));

        g.expect(reply("x", new GroupDeleted()));
        assertEquals(Optional.empty(), g.shard().group("g"));
    }

    @Test
    void membersThatNeverCameBackWithTheirId_goWithTheGroup() {
        GroupScenario g = emptied().join("b", JoinSpec::idRequired);

        g.send(new DeleteGroup(g.token("x", "delete"), "g", 10));

        g.expect(reply("x", new GroupDeleted()));
        assertEquals(Optional.empty(), g.shard().group("g"));
        g.join("b");
        g.expect(rejected("b", Reason.UNKNOWN_MEMBER_ID));
    }

    @Test
    void groupWithMembers_isNotDeleted() {
        GroupScenario g = group("g").stable("a").commit("a", "t", 0, 5);

        g.send(new DeleteGroup(g.token("x", "delete"), "g", 10));

        g.expect(rejected("x", Reason.NON_EMPTY_GROUP));
        assertEquals(1, g.view().offsets().size());
    }

    @Test
    void unknownGroup_isNotFound() {
        GroupScenario g = group("g");

        g.send(new DeleteGroup(g.token("x", "delete"), "g", 10));
        g.expect(rejected("x", Reason.GROUP_ID_NOT_FOUND));

        g.send(new DeleteOffsets(g.token("x", "offsets"), "g", List.of(partition("t", 0))));
        g.expect(rejected("x", Reason.GROUP_ID_NOT_FOUND));
    }

    @Test
    void offsetsOfAnEmptyGroup_areDeleted_thoseNotCommittedCountAsGone() {
        GroupScenario g = emptied();

        g.send(
                new DeleteOffsets(
                        g.token("x", "offsets"),
                        "g",
                        List.of(partition("t", 0), partition("t", 0), partition("t", 9))));

        g.expect(gated(), reply("x", new OffsetsDeleted(Map.of())));
        assertEquals(List.of(new OffsetRemoved("g", partition("t", 0))), g.last().durable());
    }

    @Test
    void offsetsOfTopicsThatMembersSubscribeTo_areKept() {
        GroupScenario g =
                group("g")
                        .join("a", spec -> spec.doing(JoinSpec.subscribing("range", "t")))
                        .after(100)
                        .sync("a")
                        .commit("a", "t", 0, 5)
                        .commit("a", "u", 1, 6);

        g.send(
                new DeleteOffsets(
                        g.token("x", "offsets"),
                        "g",
                        List.of(partition("t", 0), partition("u", 1))));

        g.expect(
                reply(
                        "x",
                        new OffsetsDeleted(
                                Map.of(partition("t", 0), Reason.GROUP_SUBSCRIBED_TO_TOPIC))));
        assertEquals(List.of(new OffsetRemoved("g", partition("u", 1))), g.last().durable());
    }

    @Test
    void offsetsAreKept_whereASubscriptionCannotBeRead() {
        for (byte[] metadata :
                List.of(
                        new byte[] {},
                        new byte[] {-1, -1, 0, 0, 0, 0},
                        new byte[] {0, 1, 0, 0, 0, 1},
                        new byte[] {0, 1, 0, 0, 0, 1, 0, 9, 't'},
                        new byte[] {0, 1, 0, 0, 0, 1, -1, -1},
                        new byte[] {0, 1, -1, -1, -1, -1})) {
            GroupScenario g =
                    group("g")
                            .join(
                                    "a",
                                    spec ->
                                            spec.doing(
                                                    new Protocol("range", Bytes.copyOf(metadata))))
                            .after(100)
                            .sync("a")
                            .commit("a", "t", 0, 5);

            g.send(new DeleteOffsets(g.token("x", "offsets"), "g", List.of(partition("t", 0))));

            g.expect(
                    reply(
                            "x",
                            new OffsetsDeleted(
                                    Map.of(partition("t", 0), Reason.GROUP_SUBSCRIBED_TO_TOPIC))));
        }
    }

    @Test
    void offsetsOfAGroupThatIsNotOneOfConsumers_areKeptWhileItHasMembers() {
        GroupScenario g =
                group("g")
                        .join("a", spec -> spec.type("connect"))
                        .after(100)
                        .sync("a")
                        .commit("a", "t", 0, 5);

        g.send(new DeleteOffsets(g.token("x", "offsets"), "g", List.of(partition("t", 0))));

        g.expect(rejected("x", Reason.NON_EMPTY_GROUP));
    }
}
