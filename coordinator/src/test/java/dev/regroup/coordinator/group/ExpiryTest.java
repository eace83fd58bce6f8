package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.Envelope;
import dev.regroup.coordinator.group.DurableEvent.GroupRemoved;
import dev.regroup.coordinator.group.DurableEvent.GroupStored;
import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetStored;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.FireDeadlines;
import dev.regroup.coordinator.group.GroupCommand.Protocol;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.OffsetRetention;
import dev.regroup.coordinator.offset.Producer;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final long HOUR_MS = 3_600_000;
    private static final long MINUTE_MS = 60_000;
    private static final Protocol RANGE = JoinSpec.subscribing("range", "t");

    /// Offsets are kept for an hour, and looked at every minute. Sessions outlast it.
    private static GroupScenario scenario() {
        return group(
                "g",
                new GroupConfig(
                        6_000,
                        Integer.MAX_VALUE,
                        0,
                        1_000,
                        4_096,
                        ConsumerConfig.DEFAULT,
                        Departures.ALL,
                        new OffsetRetention(HOUR_MS, MINUTE_MS)));
    }

    private static TopicPartition partition(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }

    private static GroupScenario stable(Protocol first, Protocol... others) {
        return scenario()
                .join("a", spec -> spec.doing(first, others).session(1_000_000_000))
                .sync("a");
    }

    private static List<DurableEvent> logged(GroupScenario g, int since) {
        List<DurableEvent> events = new ArrayList<>();
        g.history().stream().skip(since).forEach(step -> events.addAll(step.decision().durable()));
        return events;
    }

    @Test
    void simpleGroup_losesEachOffset_itsRetentionAfterItsCommit() {
        GroupScenario g = scenario().commit("x", "t", 0, 1).after(MINUTE_MS).commit("x", "t", 1, 1);

        g.after(HOUR_MS - MINUTE_MS - 1);
        assertEquals(2, g.view().offsets().size());
        g.after(MINUTE_MS);
        assertEquals(List.of(partition("t", 1)), List.copyOf(g.view().offsets().keySet()));
        g.after(MINUTE_MS);

        assertEquals(Optional.empty(), g.shard().group("g"));
    }

    @Test
    void commitAnew_startsTheRetentionOfASimpleGroupAfresh() {
        scenario()
                .commit("x", "t", 0, 1)
                .after(HOUR_MS - MINUTE_MS)
                .commit("x", "t", 0, 1)
                .after(HOUR_MS - 1)
                .expect(committed("t", 0, 1));
    }

    @Test
    void emptyGroup_losesAllItsOffsets_itsRetentionAfterItBecameEmpty_andGoesWithThem() {
        GroupScenario g = stable(RANGE).commit("a", "t", 0, 1).commit("a", "t", 1, 1);
        g.after(10 * HOUR_MS).commit("a", "t", 2, 1).leave("a").expect(state(EMPTY));
        int before = g.history().size();

        g.after(HOUR_MS - 1);
        assertEquals(3, g.view().offsets().size());
        g.after(MINUTE_MS);

        assertEquals(
                List.of(
                        new OffsetRemoved("g", partition("t", 0)),
                        new OffsetRemoved("g", partition("t", 1)),
                        new OffsetRemoved("g", partition("t", 2)),
                        new GroupRemoved("g")),
                logged(g, before));
        assertEquals(Optional.empty(), g.shard().group("g"));
    }

    @Test
    void groupThatWasEmptyWhenLoaded_keepsItsTime() {
        GroupScenario g = stable(RANGE).commit("a", "t", 0, 1).leave("a");

        g.after(HOUR_MS / 2).restart().after(HOUR_MS / 2 + MINUTE_MS);

        assertEquals(Optional.empty(), g.shard().group("g"));
    }

    @Test
    void groupOfOldWithoutTheTimeOfItsLastChange_countsFromEachCommit() {
        GroupShard shard = new GroupShard(scenario().config());
        shard.replay(
                new GroupStored(
                        "g",
                        new StoredGroup(
                                "consumer", 7, Optional.empty(), Optional.empty(), -1, List.of())));
        shard.replay(new OffsetStored("g", partition("t", 0), committedAt(0)));
        shard.replay(new OffsetStored("g", partition("t", 1), committedAt(MINUTE_MS)));
        shard.loaded(new Envelope(HOUR_MS - MINUTE_MS, 0));

        Decision decision =
                shard.decide(new Envelope(HOUR_MS, MINUTE_MS), new FireDeadlines(0, 100));

        assertEquals(List.of(new OffsetRemoved("g", partition("t", 0))), decision.durable());
    }

    private static CommittedOffset committedAt(long wallClockMs) {
        return new CommittedOffset(
                1, OptionalInt.empty(), "", wallClockMs, OptionalLong.empty(), TopicId.NONE);
    }

    @Test
    void emptyGroupWithoutOffsets_goesWithTheNextCheck() {
        GroupScenario g = stable(RANGE).leave("a");
        int before = g.history().size();

        g.after(MINUTE_MS);

        assertEquals(List.of(new GroupRemoved("g")), logged(g, before));
    }

    @Test
    void emptyGroup_staysForAMemberThatWasGivenAnId() {
        GroupScenario g = scenario().join("a", JoinSpec::idRequired);

        g.after(5_000).after(MINUTE_MS - 5_000 - 1);
        g.join("b", spec -> spec.idRequired()).after(1).expect(state(EMPTY));
        g.join("b").expect(joined("b", 1));
    }

    @Test
    void stableGroupOfConsumers_losesOffsetsOfTopicsThatNobodySubscribesTo() {
        GroupScenario g = stable(RANGE).commit("a", "t", 0, 1).commit("a", "old", 0, 1);
        int before = g.history().size();

        g.after(HOUR_MS + MINUTE_MS);

        assertEquals(List.of(new OffsetRemoved("g", partition("old", 0))), logged(g, before));
        g.expect(state(STABLE), committed("t", 0, 1));
    }

    @Test
    void onlyTheChosenStrategyCounts_forWhatAGroupSubscribesTo() {
        GroupScenario g =
                stable(RANGE, JoinSpec.subscribing("sticky", "old")).commit("a", "old", 0, 1);
        int before = g.history().size();

        g.after(HOUR_MS + MINUTE_MS);

        assertEquals(List.of(new OffsetRemoved("g", partition("old", 0))), logged(g, before));
    }

    @Test
    void stableGroupWhoseSubscriptionsCannotBeRead_keepsEverything() {
        stable(new Protocol("range", JoinSpec.bytes("?")))
                .commit("a", "old", 0, 1)
                .after(2 * HOUR_MS)
                .expect(committed("old", 0, 1));
    }

    @Test
    void groupOfAnotherProtocolType_keepsEverythingWhileItHasMembers() {
        scenario()
                .join("a", spec -> spec.type("connect").session(1_000_000_000))
                .sync("a")
                .commit("a", "old", 0, 1)
                .after(2 * HOUR_MS)
                .expect(committed("old", 0, 1))
                .leave("a")
                .after(HOUR_MS - 1)
                .expect(committed("old", 0, 1));
    }

    @Test
    void groupThatRebalances_keepsEverything() {
        GroupScenario g =
                scenario()
                        .join(
                                "a",
                                spec ->
                                        spec.doing(RANGE)
                                                .session(1_000_000_000)
                                                .rebalance(1_000_000_000))
                        .sync("a")
                        .commit("a", "old", 0, 1)
                        .join("b", spec -> spec.doing(RANGE));
        g.after(240_000).expect(state(PREPARING_REBALANCE));

        g.after(2 * HOUR_MS).expect(committed("old", 0, 1));
    }

    @Test
    void retentionOfTheCommitItself_countsInsteadOfTheBrokers_longerOrShorter() {
        GroupScenario g = scenario();
        commitFor(g, 0, MINUTE_MS);
        commitFor(g, 1, 3 * HOUR_MS);

        g.after(MINUTE_MS);
        assertEquals(List.of(partition("t", 1)), List.copyOf(g.view().offsets().keySet()));
        g.after(2 * HOUR_MS).expect(committed("t", 1, 1));
    }

    @Test
    void retentionOfTheCommitItself_doesNotExpireWhatIsSubscribedTo() {
        GroupScenario g = stable(RANGE);
        g.send(
                new CommitOffsets(
                        g.token("a", "commit"),
                        "g",
                        1,
                        g.idOf("a"),
                        Optional.empty(),
                        OptionalLong.of(MINUTE_MS),
                        List.of(g.offset("t", 0, 1, ""), g.offset("old", 0, 1, "")),
                        GroupCommand.Numbering.GENERATIONS));

        g.after(2 * MINUTE_MS);

        assertEquals(List.of(partition("t", 0)), List.copyOf(g.view().offsets().keySet()));
    }

    private static void commitFor(GroupScenario g, int partition, long retentionMs) {
        g.send(
                new CommitOffsets(
                        g.token("x", "commit"),
                        "g",
                        -1,
                        "",
                        Optional.empty(),
                        OptionalLong.of(retentionMs),
                        List.of(g.offset("t", partition, 1, "")),
                        GroupCommand.Numbering.GENERATIONS));
    }

    @Test
    void offsetThatATransactionMayStillChange_doesNotExpire_norDoesItsGroupGo() {
        Producer producer = new Producer(7, (short) 0);
        GroupScenario g = stable(RANGE).commit("a", "t", 0, 1).leave("a");
        g.commitInTransaction(producer, "x", -1, g.offset("t", 0, 2, ""));

        g.after(2 * HOUR_MS).expect(committed("t", 0, 1));

        g.endTransaction(producer, TransactionOutcome.ABORTED).after(MINUTE_MS);
        assertEquals(Optional.empty(), g.shard().group("g"));
    }

    @Test
    void groupWithNothingButAPendingOffset_stays() {
        Producer producer = new Producer(7, (short) 0);
        GroupScenario g = stable(RANGE).leave("a");
        g.commitInTransaction(producer, "x", -1, g.offset("t", 0, 2, ""));

        g.after(2 * HOUR_MS).expect(state(EMPTY));
    }

    @Test
    void check_looksAtNoMoreThanItMay_andGoesOnAtOnce() {
        GroupScenario g = scenario();
        for (int i = 0; i < 5; i++) {
            g.commit("x", "t", i, 1);
        }
        g.setWallClock(2 * HOUR_MS).passWithoutFiring(MINUTE_MS);

        List<Integer> removed = new ArrayList<>();
        while (g.shard().nextDeadlineMs().orElseThrow() <= g.nowMs()) {
            g.send(new FireDeadlines(0, 2));
            removed.add(g.last().durable().size());
        }

        assertEquals(List.of(2, 2, 1), removed);
        assertEquals(Optional.empty(), g.shard().group("g"));
    }

    @Test
    void checkUnderWay_letsOthersInBetween() {
        GroupScenario g = scenario();
        for (int i = 0; i < 4; i++) {
            g.commit("x", "t", i, 1);
        }
        g.setWallClock(2 * HOUR_MS).passWithoutFiring(MINUTE_MS);

        g.send(new FireDeadlines(0, 2)).commit("x", "t", 3, 9).send(new FireDeadlines(0, 100));

        g.expect(committed("t", 3, 9));
        assertEquals(1, g.view().offsets().size());
    }

    @Test
    void checkUnderWay_bearsThatItsGroupGoes() {
        GroupScenario g = scenario().commit("x", "t", 0, 1).commit("x", "t", 1, 1);
        g.passWithoutFiring(MINUTE_MS);

        g.send(new FireDeadlines(0, 1)).topics(Map.of()).removeTopic("t");
        g.send(new FireDeadlines(0, 1));

        assertTrue(g.shard().nextDeadlineMs().orElseThrow() > g.nowMs());
    }

    @Test
    void wallClockThatIsSetBack_makesNothingExpireEarlier_thenNorWhenItIsRightAgain() {
        GroupScenario g = scenario().commit("x", "t", 0, 1).setWallClock(-10 * HOUR_MS);
        g.commit("x", "t", 1, 1);
        g.after(HOUR_MS / 2).setWallClock(10 * HOUR_MS).after(HOUR_MS / 2 - 1);

        assertEquals(2, g.view().offsets().size());
        g.after(MINUTE_MS);
        assertEquals(Optional.empty(), g.shard().group("g"));
    }

    @Test
    void groupThatBecameEmptyUnderAWallClockSetBack_keepsItsOffsetsAsLong() {
        stable(RANGE)
                .commit("a", "t", 0, 1)
                .setWallClock(-10 * HOUR_MS)
                .leave("a")
                .setWallClock(10 * HOUR_MS)
                .after(HOUR_MS - 1)
                .expect(committed("t", 0, 1));
    }

    @Test
    void wallClockThatWasAheadWhenTheShardWasLoaded_expiresNothingOnceItIsRight() {
        GroupScenario g = scenario().commit("x", "t", 0, 1).setWallClock(10 * HOUR_MS).restart();

        g.setWallClock(-10 * HOUR_MS).after(HOUR_MS - 1).expect(committed("t", 0, 1));
    }

    @Test
    void retention_isOfOneMillisecondAtLeast() {
        new OffsetRetention(1, 1);
        assertThrows(IllegalArgumentException.class, () -> new OffsetRetention(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new OffsetRetention(1, 0));
    }
}
