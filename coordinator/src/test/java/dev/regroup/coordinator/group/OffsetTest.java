package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetStored;
import dev.regroup.coordinator.group.GroupCommand.FetchOffsets;
import dev.regroup.coordinator.group.GroupCommand.RemoveTopics;
import dev.regroup.coordinator.group.GroupReply.FetchedOffset;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.OffsetsFetched;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.TopicsRemoved;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OffsetTest {
    private static final OffsetsCommitted ALL = new OffsetsCommitted(Map.of());

    private static TopicPartition partition(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }

    @Test
    void member_commitsForItsGeneration() {
        GroupScenario g = group("g").stable("a");

        g.commit("a", "t", 0, 42);

        g.expect(reply("a", ALL), gated());
        var stored = new OffsetStored("g", partition("t", 0), g.offset("t", 0, 42, "").offset());
        assertEquals(List.of(stored), g.last().durable());
    }

    @Test
    void committerThatIsNoMember_makesAGroupThatOnlyHoldsOffsets() {
        group("g")
                .commit("x", "t", 0, 42)
                .expect(reply("x", ALL), state(EMPTY), generation(0))
                .commit("x", "t", 0, 41)
                .expect(committed("t", 0, 41));
    }

    @Test
    void emptyGroupId_mayHoldOffsets() {
        group("").commit("x", "t", 0, 1).expect(reply("x", ALL));
    }

    @Test
    void generationOfAGroupThatDoesNotExist_isIllegal() {
        GroupScenario g = group("g");
        g.commit("x", 0, "x", g.offset("t", 0, 1, ""))
                .expect(rejected("x", Reason.GROUP_ID_NOT_FOUND), nothingLogged());
    }

    @Test
    void committerThatIsNoMember_mayCommitToAnEmptyGroup_butNotToOneWithMembers() {
        GroupScenario g = group("g").stable("a");
        g.commit("x", "t", 0, 1).expect(rejected("x", Reason.UNKNOWN_MEMBER_ID), nothingLogged());

        g.leave("a").commit("x", "t", 0, 1).expect(reply("x", ALL));
        g.commit("x", -1, "somebody", g.offset("t", 0, 2, "")).expect(reply("x", ALL));
    }

    @Test
    void memberOfTheEmptyGroup_isUnknown() {
        group("g")
                .stable("a")
                .leave("a")
                .commit("a", "t", 0, 1)
                .expect(rejected("a", Reason.UNKNOWN_MEMBER_ID), nothingLogged());
    }

    @Test
    void otherGeneration_isIllegal_andNoneAtAllToo() {
        GroupScenario g = group("g").stable("a");
        g.commit("a", 0, "a-1", g.offset("t", 0, 1, ""))
                .expect(rejected("a", Reason.ILLEGAL_GENERATION))
                .commit("a", 2, "a-1", g.offset("t", 0, 1, ""))
                .expect(rejected("a", Reason.ILLEGAL_GENERATION))
                .commit("a", -1, "a-1", g.offset("t", 0, 1, ""))
                .expect(rejected("a", Reason.ILLEGAL_GENERATION), nothingLogged());
    }

    @Test
    void memberThatTheGroupDoesNotKnow_orWithoutId_isUnknown() {
        GroupScenario g = group("g").join("a", j -> j.instance("i")).settle("a");
        g.commit("x", 1, "x", g.offset("t", 0, 1, ""))
                .expect(rejected("x", Reason.UNKNOWN_MEMBER_ID))
                .commit("a", -1, "", g.offset("t", 0, 1, ""))
                .expect(rejected("a", Reason.FENCED_INSTANCE_ID), nothingLogged());
    }

    @Test
    void duringTheJoinPhase_membersMayStillCommit() {
        group("g")
                .stable("a", "b")
                .join("a")
                .commit("b", "t", 0, 1)
                .expect(reply("b", ALL), state(PREPARING_REBALANCE));
    }

    @Test
    void whileAssignmentsAreMade_nobodyMay() {
        group("g")
                .join("a")
                .after(100)
                .commit("a", "t", 0, 1)
                .expect(rejected("a", Reason.REBALANCE_IN_PROGRESS), nothingLogged());
    }

    @Test
    void metadataThatIsTooLong_isRefusedForItsPartitionOnly() {
        GroupScenario g = group("g");
        g.commit(
                "x",
                -1,
                "",
                g.offset("t", 0, 1, "x".repeat(4_097)),
                g.offset("t", 1, 2, "x".repeat(4_096)));

        g.expect(
                reply(
                        "x",
                        new OffsetsCommitted(
                                Map.of(partition("t", 0), Reason.OFFSET_METADATA_TOO_LARGE))));
        assertEquals(Set.of(partition("t", 1)), g.view().offsets().keySet());
    }

    @Test
    void fetch_ofSome_answersInTheOrderAsked_andOfAll_sorted() {
        GroupScenario g =
                group("g").commit("x", "u", 0, 1).commit("x", "t", 1, 2).commit("x", "t", 0, 3);
        Map<TopicPartition, ?> known = g.view().offsets();
        assertEquals(3, known.size());

        g.send(
                new FetchOffsets(
                        g.token("x", "fetch"),
                        "g",
                        Optional.of(List.of(partition("u", 0), partition("no", 0))),
                        Optional.empty()));
        g.expect(
                gated(),
                reply(
                        "x",
                        new OffsetsFetched(
                                List.of(
                                        fetched(g, "u", 0),
                                        new FetchedOffset(partition("no", 0), Optional.empty())))));
        g.fetchAll("x")
                .expect(
                        reply(
                                "x",
                                new OffsetsFetched(
                                        List.of(
                                                fetched(g, "t", 0),
                                                fetched(g, "t", 1),
                                                fetched(g, "u", 0)))));
    }

    private static FetchedOffset fetched(GroupScenario g, String topic, int partition) {
        TopicPartition key = partition(topic, partition);
        return new FetchedOffset(key, Optional.ofNullable(g.view().offsets().get(key)));
    }

    @Test
    void fetch_fromAGroupThatDoesNotExist_findsNothing() {
        group("g").fetchAll("x").expect(reply("x", new OffsetsFetched(List.of())));
    }

    @Test
    void removedTopics_takeTheirOffsetsWithThem() {
        GroupScenario g =
                group("g")
                        .commit("x", "t", 0, 1)
                        .commit("x", "t", 7, 1)
                        .commit("x", "tt", 0, 1)
                        .commit("x", "u", 0, 1);

        g.send(new RemoveTopics(g.token("x", "remove"), Set.of("u", "t", "no"), "", 10));

        g.expect(gated(), reply("x", new TopicsRemoved(Optional.empty())));
        assertEquals(
                List.of(
                        new OffsetRemoved("g", partition("t", 0)),
                        new OffsetRemoved("g", partition("t", 7)),
                        new OffsetRemoved("g", partition("u", 0))),
                g.last().durable());
        assertEquals(Set.of(partition("tt", 0)), g.view().offsets().keySet());
    }

    @Test
    void groupThatOnlyHeldOffsets_isGoneWithTheLastOfThem_oneWithMembersIsNot() {
        GroupScenario g = group("g").commit("x", "t", 0, 1);
        g.send(new RemoveTopics(g.token("x", "remove"), Set.of("t"), "", 10));
        assertEquals(Optional.empty(), g.shard().group("g"));

        g.commit("x", "t", 0, 1).join("p", JoinSpec::idRequired);
        g.send(new RemoveTopics(g.token("x", "remove"), Set.of("t"), "", 10));
        g.join("p").after(100).expect(joined("p", 1));
    }

    @Test
    void removingTopics_goesOnWhereItStopped() {
        GroupScenario g = group("").commit("x", "t", 0, 1);
        commitElsewhere(g, "g1");
        commitElsewhere(g, "g2");

        g.send(new RemoveTopics(g.token("x", "remove"), Set.of("t"), "", 1));
        g.expect(reply("x", new TopicsRemoved(Optional.of("g1"))));
        g.send(new RemoveTopics(g.token("x", "remove"), Set.of("t"), "g1", 1));
        g.expect(reply("x", new TopicsRemoved(Optional.empty())));

        assertEquals(List.of(), g.shard().snapshot());
        assertThrows(
                IllegalArgumentException.class,
                () -> g.send(new RemoveTopics(g.token("x", "remove"), Set.of(), "", 0)));
    }

    private static void commitElsewhere(GroupScenario g, String groupId) {
        g.send(
                new GroupCommand.CommitOffsets(
                        g.token("x", "commit"),
                        groupId,
                        -1,
                        "",
                        Optional.empty(),
                        List.of(g.offset("t", 0, 1, ""))));
    }
}
