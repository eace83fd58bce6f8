package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;
import static dev.regroup.coordinator.group.TransactionOutcome.ABORTED;
import static dev.regroup.coordinator.group.TransactionOutcome.COMMITTED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.coordinator.group.DurableEvent.GroupRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetPending;
import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.DurableEvent.TransactionEnded;
import dev.regroup.coordinator.group.GroupCommand.DeleteOffsets;
import dev.regroup.coordinator.group.GroupCommand.FetchOffsets;
import dev.regroup.coordinator.group.GroupCommand.Wanted;
import dev.regroup.coordinator.group.GroupReply.FetchedOffset;
import dev.regroup.coordinator.group.GroupReply.GroupDeleted;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.OffsetsFetched;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.TransactionSettled;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.Producer;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransactionTest {
    private static final OffsetsCommitted ALL = new OffsetsCommitted(Map.of());
    private static final Producer P = new Producer(7, (short) 3);
    private static final Producer Q = new Producer(8, (short) 0);
    private static final TopicPartition T0 = new TopicPartition("t", 0);

    private static GroupScenario pending(GroupScenario g, Producer producer, long offset) {
        return g.commitInTransaction(producer, "x", -1, g.offset("t", 0, offset, ""));
    }

    private static GroupScenario fetchAllStable(GroupScenario g) {
        return g.send(
                new FetchOffsets(
                        g.token("x", "fetch"),
                        "g",
                        Optional.empty(),
                        Optional.empty(),
                        Wanted.STABLE));
    }

    @Test
    void offset_isPending_untilItsTransactionIsCommitted() {
        GroupScenario g = group("g");

        pending(g, P, 42).expect(reply("x", ALL), gated(), state(EMPTY));
        assertEquals(
                List.of(
                        new OffsetPending(
                                "g",
                                P,
                                T0,
                                g.offset("t", 0, 42, "")
                                        .at(g.wallClockMs(), OptionalLong.empty()))),
                g.last().durable());
        assertEquals(Map.of(), g.view().offsets());

        g.endTransaction(P, COMMITTED);
        g.expect(reply("txn", new TransactionSettled()), committed("t", 0, 42));
        assertEquals(
                List.of(new TransactionEnded(P, COMMITTED, 0, Set.of("", "g"))),
                g.last().durable());
        assertEquals(Set.of("", "g"), g.last().replies().getFirst().groupIds());
    }

    @Test
    void abortedTransaction_leavesWhatWasThere_orNothing() {
        GroupScenario g = group("g").commit("x", "t", 0, 1);
        pending(g, P, 42).endTransaction(P, ABORTED).expect(committed("t", 0, 1));

        GroupScenario simple = pending(group("g"), P, 42).endTransaction(P, ABORTED);
        assertEquals(Optional.empty(), simple.shard().group("g"));
    }

    @Test
    void marker_settlesAllGroupsOfItsProducer_andNobodyElses() {
        GroupScenario g = group("g");
        pending(g, P, 1)
                .send(
                        new GroupCommand.CommitInTransaction(
                                g.token("x", "txn-commit"),
                                "h",
                                P,
                                -1,
                                "",
                                Optional.empty(),
                                List.of(g.offset("t", 0, 2, ""))));
        g.commitInTransaction(Q, "x", -1, g.offset("t", 1, 3, ""));

        g.endTransaction(P, COMMITTED);

        g.expect(committed("t", 0, 1));
        CommittedOffset other =
                Objects.requireNonNull(g.shard().group("h").orElseThrow().offsets().get(T0));
        assertEquals(2, other.offset());
        assertEquals(Set.of(T0), g.view().offsets().keySet());
        assertEquals(Set.of("", "g", "h"), g.last().replies().getFirst().groupIds());
    }

    @Test
    void markerThatComesAgain_isLoggedAndAnswered_andChangesNothing() {
        GroupScenario g = pending(group("g"), P, 42).endTransaction(P, COMMITTED);
        g.commit("x", "t", 0, 50);

        g.endTransaction(P, COMMITTED);

        g.expect(reply("txn", new TransactionSettled()), committed("t", 0, 50));
        assertEquals(1, g.last().durable().size());
    }

    @Test
    void fetchOfStableOffsets_refusesWhatATransactionMayStillChange_otherFetchesDoNot() {
        GroupScenario g = group("g").commit("x", "t", 0, 1).commit("x", "t", 1, 2);
        pending(g, P, 42);
        FetchedOffset unstable =
                new FetchedOffset(T0, Optional.empty(), Optional.of(Reason.UNSTABLE_OFFSET_COMMIT));
        FetchedOffset present =
                new FetchedOffset(T0, Optional.ofNullable(g.view().offsets().get(T0)));
        TopicPartition other = new TopicPartition("t", 1);
        FetchedOffset stable =
                new FetchedOffset(other, Optional.ofNullable(g.view().offsets().get(other)));

        g.fetch("x", Wanted.STABLE, T0, other)
                .expect(gated(), reply("x", new OffsetsFetched(List.of(unstable, stable))));
        fetchAllStable(g).expect(reply("x", new OffsetsFetched(List.of(unstable, stable))));
        g.fetchAll("x").expect(reply("x", new OffsetsFetched(List.of(present, stable))));

        g.endTransaction(P, ABORTED)
                .fetch("x", Wanted.STABLE, T0)
                .expect(reply("x", new OffsetsFetched(List.of(present))));
    }

    @Test
    void whatIsOnlyPending_isNoneOfAllCommittedOffsets_butUnstableWhenAskedFor() {
        GroupScenario g = pending(group("g"), P, 42);

        fetchAllStable(g).expect(reply("x", new OffsetsFetched(List.of())));
        g.fetch("x", Wanted.STABLE, T0)
                .expect(
                        reply(
                                "x",
                                new OffsetsFetched(
                                        List.of(
                                                new FetchedOffset(
                                                        T0,
                                                        Optional.empty(),
                                                        Optional.of(
                                                                Reason.UNSTABLE_OFFSET_COMMIT))))));
    }

    @Test
    void laterCommitOutsideTheTransaction_counts_butTheOffsetIsUnstableUntilTheMarker() {
        GroupScenario g = pending(group("g"), P, 42).commit("x", "t", 0, 50);
        assertEquals(true, g.view().hasPendingOffset(T0));

        g.endTransaction(P, COMMITTED).expect(committed("t", 0, 50));
        assertEquals(false, g.view().hasPendingOffset(T0));
    }

    @Test
    void ofTwoTransactions_theOneThatWroteLaterCounts_inWhateverOrderTheyEnd() {
        pending(pending(group("g"), P, 1), Q, 2)
                .endTransaction(Q, COMMITTED)
                .endTransaction(P, COMMITTED)
                .expect(committed("t", 0, 2));
        pending(pending(group("g"), P, 1), Q, 2)
                .endTransaction(P, COMMITTED)
                .expect(committed("t", 0, 1))
                .endTransaction(Q, COMMITTED)
                .expect(committed("t", 0, 2));
        pending(pending(pending(group("g"), P, 1), Q, 2), P, 3)
                .endTransaction(P, COMMITTED)
                .endTransaction(Q, COMMITTED)
                .expect(committed("t", 0, 3));
    }

    @Test
    void restart_bringsPendingOffsetsBack_inTheirOrder() {
        GroupScenario g = group("g");
        pending(pending(g, P, 1).commit("x", "t", 0, 5), Q, 2).restart();

        g.endTransaction(P, COMMITTED).expect(committed("t", 0, 5));
        g.restart().endTransaction(Q, COMMITTED).expect(committed("t", 0, 2));
    }

    @Test
    void tombstone_takesWhatIsPendingToo() {
        GroupScenario g = pending(group("g").commit("x", "t", 0, 1), P, 42);
        g.commitInTransaction(P, "x", -1, g.offset("t", 1, 43, ""));
        g.commitInTransaction(Q, "x", -1, g.offset("t", 1, 44, ""));
        TopicPartition t1 = new TopicPartition("t", 1);

        g.send(new DeleteOffsets(g.token("x", "delete"), "g", List.of(T0, t1)));

        assertEquals(
                List.of(new OffsetRemoved("g", T0), new OffsetRemoved("g", t1)),
                g.last().durable());
        g.endTransaction(P, COMMITTED);
        assertEquals(Optional.empty(), g.shard().group("g"));
    }

    @Test
    void deletedGroup_takesWhatIsPendingWithIt() {
        GroupScenario g = group("g").stable("a").leave("a").commit("x", "t", 1, 1);
        pending(g, P, 42);

        g.delete("x", 10).expect(reply("x", new GroupDeleted()));

        assertEquals(
                List.of(
                        new OffsetRemoved("g", T0),
                        new OffsetRemoved("g", new TopicPartition("t", 1)),
                        new GroupRemoved("g")),
                g.last().durable());
        g.endTransaction(P, COMMITTED);
        assertEquals(Optional.empty(), g.shard().group("g"));
    }

    @Test
    void removedTopic_takesWhatIsPending_unlessAnyOfItBelongsToItsSuccessor() {
        TopicId first = new TopicId(0, 1);
        TopicId second = new TopicId(0, 2);
        GroupScenario g = group("g");
        g.commitInTransaction(P, "x", -1, of(0, first), of(1, first));
        g.topics(Map.of("t", second));
        g.commitInTransaction(Q, "x", -1, of(1, second));

        g.removeTopic("t");

        assertEquals(List.of(new OffsetRemoved("g", T0)), g.last().durable());
        g.endTransaction(P, COMMITTED).fetchAll("x");
        g.expect(reply("x", new OffsetsFetched(List.of())));
    }

    private static GroupCommand.OffsetToCommit of(int partition, TopicId topicId) {
        return new GroupCommand.OffsetToCommit(
                new TopicPartition("t", partition), 1, OptionalInt.empty(), "", topicId);
    }

    @Test
    void memberOfTheGroup_isCheckedAsItSaysWhoItIs() {
        GroupScenario g = group("g").stable("a");
        g.commitInTransaction(P, "a", 1, g.offset("t", 0, 1, "")).expect(reply("a", ALL));
        g.commitInTransaction(P, "a", 0, g.offset("t", 0, 1, ""))
                .expect(rejected("a", Reason.ILLEGAL_GENERATION), nothingLogged());
        g.commitInTransaction(P, "a", -1, g.offset("t", 0, 1, ""))
                .expect(rejected("a", Reason.ILLEGAL_GENERATION), nothingLogged());
        g.commitInTransaction(P, "b", 1, g.offset("t", 0, 1, ""))
                .expect(rejected("b", Reason.UNKNOWN_MEMBER_ID), nothingLogged());
    }

    @Test
    void staticMemberThatWasReplaced_isFenced() {
        GroupScenario g = group("g").join("a", j -> j.instance("i")).settle("a");
        g.forget("a").commitInTransaction(P, "a", -1, g.offset("t", 0, 1, ""));
        g.expect(rejected("a", Reason.FENCED_INSTANCE_ID), nothingLogged());
    }

    @Test
    void producerThatDoesNotSayWhoItIs_isBelieved_inEveryStateOfTheGroup() {
        pending(group("g").stable("a"), P, 1).expect(reply("x", ALL));
        pending(group("g").join("a"), P, 1).expect(reply("x", ALL), state(PREPARING_REBALANCE));
    }

    @Test
    void whileAssignmentsAreMade_aMemberMayCommitInATransaction() {
        GroupScenario g = group("g").join("a").after(100).expect(state(COMPLETING_REBALANCE));
        g.commitInTransaction(P, "a", 1, g.offset("t", 0, 1, "")).expect(reply("a", ALL));
    }

    @Test
    void generationOfAGroupThatDoesNotExist_isIllegal() {
        GroupScenario g = group("g");
        g.commitInTransaction(P, "x", 1, g.offset("t", 0, 1, ""))
                .expect(rejected("x", Reason.ILLEGAL_GENERATION), nothingLogged());
    }

    @Test
    void longMetadata_andATopicThatIsGone_areRefusedForTheirPartitionsOnly() {
        GroupScenario g = group("g").topics(Map.of("t", TopicId.NONE));
        g.commitInTransaction(
                P,
                "x",
                -1,
                g.offset("t", 0, 1, "x".repeat(4_097)),
                g.offset("u", 0, 1, ""),
                g.offset("t", 1, 1, ""));

        g.expect(
                reply(
                        "x",
                        new OffsetsCommitted(
                                Map.of(
                                        T0,
                                        Reason.OFFSET_METADATA_TOO_LARGE,
                                        new TopicPartition("u", 0),
                                        Reason.UNKNOWN_TOPIC))));
        assertEquals(1, g.last().durable().size());
    }
}
