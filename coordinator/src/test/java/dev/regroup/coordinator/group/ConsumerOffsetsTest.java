package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.ConsumerScenario.consumers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.regroup.coordinator.group.GroupCommand.CommitInTransaction;
import dev.regroup.coordinator.group.GroupCommand.DeleteGroup;
import dev.regroup.coordinator.group.GroupCommand.FireDeadlines;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupReply.GroupDeleted;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.offset.OffsetRetention;
import dev.regroup.coordinator.offset.Producer;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// How offsets of groups of the consumer protocol end, and who may commit them in a transaction.
class ConsumerOffsetsTest {
    private static final int MINUTE_MS = 60_000;
    private static final int HOUR_MS = 60 * MINUTE_MS;
    private static final int BEAT_MS = 40_000;

    /// Offsets are kept for an hour, and looked at every minute.
    private static ConsumerScenario scenario() {
        return consumers(
                ConsumerConfig.DEFAULT, Departures.ALL, new OffsetRetention(HOUR_MS, MINUTE_MS));
    }

    private static ConsumerScenario emptyWithTwoOffsets() {
        return scenario()
                .stable("a")
                .leave("a")
                .commit("", -1, "t", 0, 1)
                .commit("", -1, "t", 1, 1);
    }

    /// Time passes while a member goes on beating.
    private static void passWith(ConsumerScenario g, String name, int ms) {
        for (int passed = 0; passed < ms; passed += BEAT_MS) {
            g.after(BEAT_MS).beat(name);
        }
    }

    private static List<TopicPartition> committed(ConsumerScenario g) {
        return List.copyOf(g.view().offsets().keySet());
    }

    @Test
    void groupWithMembers_losesOffsetsOfTopicsThatNobodySubscribesTo() {
        ConsumerScenario g = scenario().topic("old", 1).stable("a");
        g.commit("a", g.epochOf("a"), "t", 0, 1).commit("a", g.epochOf("a"), "old", 0, 1);

        passWith(g, "a", HOUR_MS - MINUTE_MS);
        assertEquals(2, committed(g).size());
        passWith(g, "a", 2 * MINUTE_MS);

        assertEquals(List.of(new TopicPartition("t", 0)), committed(g));
        g.expectMembers("a");
    }

    @Test
    void groupThatIsAssigning_losesThemToo() {
        ConsumerScenario g = scenario().topic("t", 1).topic("old", 1).commit("", -1, "old", 0, 1);
        g.join("a", "t").expectState(GroupState.ASSIGNING);

        passWith(g, "a", HOUR_MS + MINUTE_MS);

        g.expectState(GroupState.ASSIGNING);
        assertEquals(List.of(), committed(g));
    }

    @Test
    void emptyGroup_losesEachOffsetItsRetentionAfterItsCommit_andGoesWithTheLast() {
        ConsumerScenario g = scenario().stable("a");
        g.commit("a", g.epochOf("a"), "t", 0, 1);
        passWith(g, "a", HOUR_MS / 2);
        g.commit("a", g.epochOf("a"), "t", 1, 1).leave("a");

        g.after(HOUR_MS / 2 + MINUTE_MS);
        assertEquals(List.of(new TopicPartition("t", 1)), committed(g));
        g.after(HOUR_MS / 2);

        assertEquals(Optional.empty(), g.shard().group("g"));
        assertEquals(List.of(), g.shard().snapshot());
    }

    @Test
    void emptyGroupWithMoreOffsetsThanOneCommandRemoves_isDeletedInSeveral() {
        ConsumerScenario g = emptyWithTwoOffsets();

        g.send(new DeleteGroup(g.token("x", "delete"), "g", 1)).expectState(GroupState.DEAD);
        g.join("b", "t").expectRejected(Reason.GROUP_DYING);
        g.leave("b").expectRejected(Reason.GROUP_DYING);
        g.send(new GroupCommand.DescribeConsumers(g.token("x", "describe"), "g"))
                .expectRejected(Reason.GROUP_ID_NOT_FOUND);
        g.send(new FireDeadlines(0, 10, MassDrops.NONE));

        assertInstanceOf(GroupDeleted.class, g.onlyReply());
        assertEquals(Optional.empty(), g.shard().group("g"));
        g.join("b", "t").settle().expectShares("b", 6);
    }

    @Test
    void deletionCutOff_leavesTheGroupWithWhatWasNotRemoved() {
        ConsumerScenario g = emptyWithTwoOffsets();

        g.send(new DeleteGroup(g.token("x", "delete"), "g", 1)).restart();

        assertEquals(List.of(new TopicPartition("t", 1)), committed(g));
        g.join("b", "t").settle().expectShares("b", 6);
        assertEquals(List.of(new TopicPartition("t", 1)), committed(g));
    }

    @Test
    void commitInATransaction_isOfItsMembersEpoch_orNamesNoMember() {
        ConsumerScenario g = scenario().stable("a");

        commitInTransaction(g, "a", g.epochOf("a") - 1).expectRejected(Reason.STALE_MEMBER_EPOCH);
        commitInTransaction(g, "b", 1).expectRejected(Reason.UNKNOWN_MEMBER_ID);
        commitInTransaction(g, "a", g.epochOf("a"));
        assertInstanceOf(OffsetsCommitted.class, g.onlyReply());
        commitInTransaction(g, "", -1);
        assertInstanceOf(OffsetsCommitted.class, g.onlyReply());
    }

    private static ConsumerScenario commitInTransaction(
            ConsumerScenario g, String memberId, int epoch) {
        return g.send(
                new CommitInTransaction(
                        g.token("x", "commit"),
                        "g",
                        new Producer(7, (short) 0),
                        epoch,
                        memberId,
                        Optional.empty(),
                        List.of(
                                new OffsetToCommit(
                                        new TopicPartition("t", 0),
                                        1,
                                        OptionalInt.empty(),
                                        "",
                                        TopicId.NONE))));
    }
}
