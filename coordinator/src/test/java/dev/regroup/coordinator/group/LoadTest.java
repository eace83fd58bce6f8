package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.Envelope;
import dev.regroup.coordinator.group.Decision.Addressed;
import dev.regroup.coordinator.group.DurableEvent.GroupRemoved;
import dev.regroup.coordinator.group.DurableEvent.GroupStored;
import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetStored;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final Envelope NOW = new Envelope(1_700_000_000_000L, 1_000);

    @Test
    void stableGroup_comesBackStable_withWholeSessions() {
        GroupScenario g = group("g").stable("a", "b").commit("a", "t", 0, 5).after(9_000);

        g.restart();

        g.expect(
                state(STABLE),
                generation(1),
                members("a", "b"),
                leader("a"),
                nothingLogged(),
                went(STABLE),
                cause("loaded from the log with 2 members"));
        g.sync("b").expect(assigned("b", "parts-of-b"));
        g.after(9_999).expect(state(STABLE)).after(1).expect(state(EMPTY));
        g.expect(committed("t", 0, 5));
    }

    @Test
    void rebalanceUnderWay_isForgotten_andWhoWaitedIsToldToLookElsewhere() {
        GroupScenario g = group("g").stable("a", "b").join("c").join("a");

        g.restart();

        g.expect(state(STABLE), generation(1), members("a", "b"));
        assertEquals(Reason.NOT_COORDINATOR, ((Rejected) g.repliesTo("c").getLast()).reason());
        g.join("c", j -> j.as("c-1")).expect(rejected("c", Reason.UNKNOWN_MEMBER_ID));
    }

    @Test
    void staticMember_comingBackAfterARestart_keepsTheGroupStable() {
        group("g")
                .join("a", j -> j.instance("i-a"))
                .join("b", j -> j.instance("i-b"))
                .settle("a", "b")
                .restart()
                .forget("a")
                .join("a", j -> j.instance("i-a"))
                .expect(state(STABLE), generation(1), groupLogged());
    }

    @Test
    void emptyGroup_comesBackEmpty_withItsGeneration() {
        group("g")
                .stable("a")
                .leave("a")
                .restart()
                .expect(state(EMPTY), generation(2), went())
                .join("b")
                .after(100)
                .expect(joined("b", 3));
    }

    @Test
    void groupAboveItsMaximumSize_rebalancesToShrink() {
        GroupScenario big = group("g").stable("a", "b", "c");
        GroupShard shard =
                new GroupShard(
                        new GroupConfig(6_000, 1_800_000, 0, 2, 4_096, ConsumerConfig.DEFAULT));
        big.shard().snapshot().forEach(shard::replay);

        Decision decision = shard.loaded(NOW);

        assertEquals(PREPARING_REBALANCE, shard.group("g").orElseThrow().state());
        assertEquals(
                "it has 3 members, more than the 2 it may have",
                decision.notices().getLast().cause());
    }

    @Test
    void groupWithMembersButNoStrategy_isNotToBeTrusted_andComesBackEmpty() {
        StoredGroup whole = group("g").stable("a").view().stored().orElseThrow();
        GroupShard shard = new GroupShard(GroupConfig.DEFAULT);
        shard.replay(
                new GroupStored(
                        "g",
                        new StoredGroup(
                                "consumer",
                                7,
                                Optional.empty(),
                                Optional.of("a-1"),
                                0,
                                whole.members())));

        shard.loaded(NOW);

        assertEquals(EMPTY, shard.group("g").orElseThrow().state());
        assertEquals(7, shard.group("g").orElseThrow().generationId());
    }

    @Test
    void leaderThatIsNoMember_isReplacedByTheFirst() {
        StoredGroup whole = group("g").stable("a", "b").view().stored().orElseThrow();
        GroupShard shard = new GroupShard(GroupConfig.DEFAULT);
        shard.replay(
                new GroupStored(
                        "g",
                        new StoredGroup(
                                "consumer",
                                1,
                                Optional.of("range"),
                                Optional.of("x"),
                                0,
                                whole.members())));

        shard.loaded(NOW);

        assertEquals(Optional.of("a-1"), shard.group("g").orElseThrow().leaderId());
    }

    @Test
    void everyPrefixOfALog_loadsAndServes() {
        GroupScenario g =
                group("g")
                        .join("a", j -> j.instance("i-a"))
                        .settle("a")
                        .commit("a", "t", 0, 1)
                        .join("b")
                        .join("a", j -> j.instance("i-a"))
                        .settle("a", "b")
                        .forget("a")
                        .join("a", j -> j.instance("i-a"))
                        .commit("b", "t", 1, 1)
                        .leave("b")
                        .leave("a");
        List<DurableEvent> log = g.invariants().log();
        assertTrue(log.size() > 6, () -> "" + log);

        for (int length = 0; length <= log.size(); length++) {
            GroupShard shard = new GroupShard(GroupConfig.DEFAULT);
            log.subList(0, length).forEach(shard::replay);
            List<DurableEvent> before = shard.snapshot();
            shard.loaded(NOW);
            assertEquals(before, shard.snapshot());
            shard.decide(new Envelope(2, 50_000), new GroupCommand.FireDeadlines(0, 100));
            shard.group("g").ifPresent(group -> assertEquals(EMPTY, group.state()));
        }
    }

    @Test
    void removedGroupsAndOffsets_areGone() {
        GroupScenario g = group("g").stable("a").commit("a", "t", 0, 1);
        GroupShard shard = new GroupShard(GroupConfig.DEFAULT);
        g.shard().snapshot().forEach(shard::replay);

        shard.replay(new GroupRemoved("g"));
        shard.replay(new GroupRemoved("unknown"));
        assertEquals(1, shard.snapshot().size());
        shard.replay(new OffsetRemoved("unknown", new TopicPartition("t", 0)));
        shard.replay(new OffsetRemoved("g", new TopicPartition("t", 0)));

        assertEquals(List.of(), shard.snapshot());
        assertEquals(Optional.empty(), shard.group("g"));
    }

    @Test
    void snapshot_isSortedByGroup_eachBeforeItsOffsets() {
        GroupScenario g = group("g").stable("a").commit("a", "u", 0, 1).commit("a", "t", 0, 1);

        List<DurableEvent> events = g.shard().snapshot();

        assertTrue(events.getFirst() instanceof GroupStored);
        assertEquals(
                List.of(new TopicPartition("t", 0), new TopicPartition("u", 0)),
                events.stream().skip(1).map(event -> ((OffsetStored) event).partition()).toList());
    }

    @Test
    void abandoned_answersEachWhoWaits_once_andServesNoMore() {
        GroupScenario g = group("g").stable("a", "b").join("a");

        List<Addressed> answers = g.shard().abandon();

        assertEquals(1, answers.size());
        assertEquals(Set.of(), answers.getFirst().groupIds());
        assertEquals(Reason.NOT_COORDINATOR, ((Rejected) answers.getFirst().reply()).reason());
        assertThrows(IllegalStateException.class, () -> g.heartbeat("b"));
    }

    @Test
    void shard_servesOnlyWhenLoaded_andIsNotReplayedAfterwards() {
        GroupShard shard = new GroupShard(GroupConfig.DEFAULT);
        GroupCommand fire = new GroupCommand.FireDeadlines(0, 1);
        assertThrows(IllegalStateException.class, () -> shard.decide(NOW, fire));

        shard.loaded(NOW);

        assertThrows(IllegalStateException.class, () -> shard.loaded(NOW));
        assertThrows(IllegalStateException.class, () -> shard.replay(new GroupRemoved("g")));
        shard.decide(NOW, fire);
    }
}
