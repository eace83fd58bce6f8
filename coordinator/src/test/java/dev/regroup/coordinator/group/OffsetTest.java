package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetStored;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.FetchOffsets;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupCommand.ReadPositions;
import dev.regroup.coordinator.group.GroupCommand.RemoveTopics;
import dev.regroup.coordinator.group.GroupCommand.Wanted;
import dev.regroup.coordinator.group.GroupReply.FetchedOffset;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.OffsetsFetched;
import dev.regroup.coordinator.group.GroupReply.Positions;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.TopicsRemoved;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OffsetTest {
    private static final TopicId FIRST = new TopicId(0, 1);
    private static final TopicId SECOND = new TopicId(0, 2);
    private static final OffsetsCommitted ALL = new OffsetsCommitted(Map.of());

    private static TopicPartition partition(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }

    @Test
    void member_commitsForItsGeneration() {
        GroupScenario g = group("g").stable("a");

        g.commit("a", "t", 0, 42);

        g.expect(reply("a", ALL), gated());
        var stored =
                new OffsetStored(
                        "g",
                        partition("t", 0),
                        g.offset("t", 0, 42, "").at(g.wallClockMs(), OptionalLong.empty()));
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
                        Optional.of(List.of(partition("u", 0), partition("no", 0)))));
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
    void retentionTime_isKeptWithTheOffset_upToTheEndOfTime() {
        GroupScenario g = group("g");
        for (long retentionMs : List.of(5_000L, Long.MAX_VALUE)) {
            g.send(
                    new CommitOffsets(
                            g.token("x", "commit"),
                            "g",
                            -1,
                            "",
                            Optional.empty(),
                            OptionalLong.of(retentionMs),
                            List.of(g.offset("t", 0, 1, "")),
                            GroupCommand.Numbering.GENERATIONS));
            CommittedOffset stored =
                    Objects.requireNonNull(g.view().offsets().get(partition("t", 0)));
            assertEquals(g.wallClockMs(), stored.commitTimestampMs());
            assertEquals(
                    retentionMs == Long.MAX_VALUE ? Long.MAX_VALUE : g.wallClockMs() + 5_000,
                    stored.expireTimestampMs().orElseThrow());
        }
    }

    @Test
    void topicThatWasDeletedOnTheWay_isRefusedForItsPartitionOnly() {
        GroupScenario g = group("g").topics(Map.of("t", FIRST));

        g.commit("x", -1, "", at(of("t", FIRST), 1), of("t", SECOND), of("gone", FIRST));

        g.expect(
                reply(
                        "x",
                        new OffsetsCommitted(
                                Map.of(
                                        partition("t", 0),
                                        Reason.UNKNOWN_TOPIC,
                                        partition("gone", 0),
                                        Reason.UNKNOWN_TOPIC))));
        assertEquals(1, g.last().durable().size());
    }

    @Test
    void topicCreatedAnew_showsNothingOfTheOldOne_evenBeforeThatIsRemoved() {
        GroupScenario g = group("g").topics(Map.of("t", FIRST, "u", FIRST));
        g.commit("x", -1, "", of("t", FIRST), of("u", FIRST));

        g.topics(Map.of("t", SECOND, "u", FIRST));

        g.fetchAll("x").expect(reply("x", new OffsetsFetched(List.of(fetched(g, "u", 0)))));
        g.fetch("x", Wanted.COMMITTED, partition("t", 0))
                .expect(
                        reply(
                                "x",
                                new OffsetsFetched(
                                        List.of(
                                                new FetchedOffset(
                                                        partition("t", 0), Optional.empty())))));
    }

    @Test
    void removedTopic_takesItsOffsetsWithIt_notThoseOfItsSuccessor() {
        GroupScenario g = group("g").topics(Map.of("t", FIRST, "tt", FIRST));
        g.commit("x", -1, "", of("t", FIRST), of("tt", FIRST), at(of("t", FIRST), 7));
        g.topics(Map.of("t", SECOND, "tt", FIRST));
        g.commit("x", -1, "", of("t", SECOND));

        g.removeTopic("t");

        g.expect(gated(), reply("catalogue", new TopicsRemoved(Optional.empty())));
        assertEquals(List.of(new OffsetRemoved("g", partition("t", 7))), g.last().durable());
        assertEquals(Set.of(partition("t", 0), partition("tt", 0)), g.view().offsets().keySet());
    }

    @Test
    void withoutAName_offsetsOfAllTopicsThatAreGone_areRemoved() {
        GroupScenario g = group("g").topics(Map.of("t", FIRST, "u", FIRST, "v", FIRST));
        g.commit("x", -1, "", of("t", FIRST), of("u", FIRST), of("v", FIRST));
        g.topics(Map.of("t", SECOND, "v", FIRST));

        g.send(remove(g, Optional.empty(), 10));

        assertEquals(
                List.of(
                        new OffsetRemoved("g", partition("t", 0)),
                        new OffsetRemoved("g", partition("u", 0))),
                g.last().durable());
        g.send(remove(g, Optional.empty(), 10)).expect(nothingLogged());
    }

    @Test
    void groupThatOnlyHeldOffsets_isGoneWithTheLastOfThem_oneWithMembersIsNot() {
        GroupScenario g = group("g").commit("x", "t", 0, 1).topics(Map.of());
        g.removeTopic("t");
        assertEquals(Optional.empty(), g.shard().group("g"));

        g.topics(Map.of("t", FIRST)).commit("x", "t", 0, 1).join("p", JoinSpec::idRequired);
        g.topics(Map.of()).removeTopic("t");
        g.join("p").after(100).expect(joined("p", 1));
    }

    @Test
    void removingTopics_goesOnWhereItStopped_withinAGroupToo() {
        GroupScenario g = group("").commit("x", "t", 0, 1).commit("x", "t", 1, 1);
        commitElsewhere(g, "g1");
        commitElsewhere(g, "g2");
        g.topics(Map.of());

        List<OffsetPlace> places = new ArrayList<>();
        Optional<OffsetPlace> place = Optional.empty();
        do {
            g.send(new RemoveTopics(g.token("x", "remove"), Optional.of("t"), place, 1));
            assertEquals(1, g.last().durable().size());
            place = ((TopicsRemoved) g.repliesTo("x").getLast()).next();
            place.ifPresent(places::add);
        } while (place.isPresent());

        assertEquals(List.of(), g.shard().snapshot());
        assertEquals(
                List.of(
                        new OffsetPlace("", Optional.of(partition("t", 0))),
                        new OffsetPlace("", Optional.empty()),
                        new OffsetPlace("g1", Optional.empty())),
                places);
        assertThrows(IllegalArgumentException.class, () -> g.send(remove(g, Optional.empty(), 0)));
    }

    @Test
    void removingTopics_looksAtNoMoreThanItMay_evenIfNothingIsGone() {
        GroupScenario g = group("g").topics(Map.of("t", TopicId.NONE));
        g.commit("x", "t", 0, 1).commit("x", "t", 1, 1).commit("x", "t", 2, 1);

        g.send(remove(g, Optional.empty(), 2));

        g.expect(
                reply(
                        "x",
                        new TopicsRemoved(
                                Optional.of(
                                        new OffsetPlace("g", Optional.of(partition("t", 1)))))));
    }

    @Test
    void positions_areTheLeastOfLiveGroups_inPieces() {
        GroupScenario g = group("a").topics(Map.of("t", TopicId.NONE));
        g.commit("x", "t", 0, 7).commit("x", "t", 1, 9);
        commitElsewhere(g, "b");
        long nowMs = g.view().offsets().firstEntry().getValue().commitTimestampMs();

        assertEquals(Map.of(partition("t", 0), 1L, partition("t", 1), 9L), positions(g, nowMs));
        assertEquals(Map.of(), positions(g, nowMs + 1));
        g.topics(Map.of("t", FIRST));
        g.commit("x", -1, "", of("t", SECOND));
        assertEquals(Map.of(), positions(g, nowMs + 1));
    }

    @Test
    void aGroupWithMembers_isLiveHoweverLongAgoItHasCommitted() {
        GroupScenario g = group("a").topics(Map.of("t", TopicId.NONE));
        g.commit("x", "t", 0, 7).join("m").after(100);

        assertEquals(Map.of(partition("t", 0), 7L), positions(g, Long.MAX_VALUE));
    }

    private static Map<TopicPartition, Long> positions(GroupScenario g, long liveSinceMs) {
        Map<TopicPartition, Long> all = new HashMap<>();
        Optional<OffsetPlace> place = Optional.empty();
        do {
            g.send(new ReadPositions(g.token("x", "positions"), place, 1, liveSinceMs));
            Positions piece = (Positions) g.repliesTo("x").getLast();
            piece.least().forEach((partition, offset) -> all.merge(partition, offset, Math::min));
            place = piece.next();
        } while (place.isPresent());
        return all;
    }

    private static RemoveTopics remove(GroupScenario g, Optional<String> topic, int countMax) {
        return new RemoveTopics(g.token("x", "remove"), topic, Optional.empty(), countMax);
    }

    private static OffsetToCommit of(String topic, TopicId id) {
        return new OffsetToCommit(partition(topic, 0), 1, OptionalInt.empty(), "", id);
    }

    private static OffsetToCommit at(OffsetToCommit commit, int partition) {
        return new OffsetToCommit(
                partition(commit.partition().topic(), partition),
                commit.offset(),
                commit.leaderEpoch(),
                commit.metadata(),
                commit.topicId());
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
