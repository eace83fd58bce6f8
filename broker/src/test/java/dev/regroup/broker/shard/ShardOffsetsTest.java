package dev.regroup.broker.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.assignment.Assignments;
import dev.regroup.broker.catalogue.CatalogueCommand;
import dev.regroup.broker.catalogue.CatalogueCommand.CreateTopics;
import dev.regroup.broker.catalogue.CatalogueCommand.DeleteTopics;
import dev.regroup.broker.catalogue.CatalogueCommand.Mode;
import dev.regroup.broker.catalogue.CatalogueCommand.NewTopic;
import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.catalogue.Placement;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.plugin.Plugins;
import dev.regroup.broker.settings.GroupBounds;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.broker.shard.ShardCommand.OnCatalogue;
import dev.regroup.broker.shard.ShardCommand.OnGroups;
import dev.regroup.broker.shard.ShardEnvironment.ShardPost;
import dev.regroup.coordinator.group.ConsumerConfig;
import dev.regroup.coordinator.group.Departures;
import dev.regroup.coordinator.group.GroupCommand;
import dev.regroup.coordinator.group.GroupCommand.CommitInTransaction;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.Describe;
import dev.regroup.coordinator.group.GroupCommand.EndTransaction;
import dev.regroup.coordinator.group.GroupCommand.FetchOffsets;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupCommand.Wanted;
import dev.regroup.coordinator.group.GroupConfig;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.FetchedOffset;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.OffsetsFetched;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.GroupReply.TransactionSettled;
import dev.regroup.coordinator.group.TransactionOutcome;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.OffsetRetention;
import dev.regroup.coordinator.offset.Producer;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Offsets of one shard's groups through its log: their expiry, their end with their topic, and
/// those of transactions.
class ShardOffsetsTest {
    private static final Uuid FIRST = new Uuid(0, 7);
    private static final Uuid SECOND = new Uuid(0, 9);
    private static final Producer PRODUCER = new Producer(5, (short) 1);
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final GroupConfig CONFIG =
            new GroupConfig(
                    6_000,
                    60_000,
                    0,
                    1_000,
                    4_096,
                    ConsumerConfig.DEFAULT,
                    Departures.ALL,
                    new OffsetRetention(10_000, 1_000));

    private MemoryShardLogs logs = MemoryShardLogs.held(1);
    private long nowMs;
    private CataloguePublication catalogue = new CataloguePublication();
    private Shard shard = shard();

    @BeforeEach
    void start() {
        shard.load();
        settle();
        create(Topic.OFFSETS_NAME, new Uuid(0, 8));
        create("t", FIRST);
        settle();
    }

    @Test
    void offset_expires_andStaysExpired() {
        commit("g", FIRST, 42);
        pass(9_000);
        assertEquals(42, committed("g"));

        pass(1_000);
        assertTrue(isGone("g"));

        restart();
        assertTrue(isGone("g"));
    }

    @Test
    void deletedTopic_takesItsOffsetsWithIt() {
        commit("g", FIRST, 42);

        delete(FIRST);
        settle();

        assertTrue(isGone("g"));
    }

    @Test
    void deletionOfATopicThatACrashCutOff_isFinishedAfterwards() {
        commit("g", FIRST, 42);
        delete(FIRST);
        shard.runOnce();
        logs.makeDurable();

        restart();

        assertTrue(catalogue.view().byName("t").isEmpty());
        assertTrue(isGone("g"));
    }

    @Test
    void deletionThatIsNotDurable_hasRemovedNothing() {
        commit("g", FIRST, 42);
        delete(FIRST);
        shard.runOnce();

        restart();

        assertEquals(42, committed("g"));
    }

    @Test
    void topicCreatedAnewAtOnce_hasNothingOfTheOldOne_andKeepsItsOwn() {
        commit("g", FIRST, 42);
        commit("h", FIRST, 43);

        delete(FIRST);
        create("t", SECOND);
        settle();
        commit("h", SECOND, 1);

        assertTrue(isGone("g"));
        assertEquals(1, committed("h"));
        restart();
        assertTrue(isGone("g"));
        assertEquals(1, committed("h"));
    }

    @Test
    void commitThatWasOnItsWayWhenItsTopicWent_isRefused() {
        delete(FIRST);
        settle();

        GroupReply reply = commit("g", FIRST, 42);

        assertEquals(new OffsetsCommitted(Map.of(PARTITION, Reason.UNKNOWN_TOPIC)), reply);
        assertTrue(isGone("g"));
    }

    @Test
    void pendingOffset_survivesARestart_andCountsOnceItsTransactionIsCommitted() {
        commitInTransaction("g", 42);
        restart();
        assertEquals(
                List.of(
                        new FetchedOffset(
                                PARTITION,
                                Optional.empty(),
                                Optional.of(Reason.UNSTABLE_OFFSET_COMMIT))),
                fetched("g", Wanted.STABLE));
        assertEquals(Optional.empty(), found("g"));

        assertEquals(new TransactionSettled(), end(TransactionOutcome.COMMITTED));
        assertEquals(42, committed("g"));
        restart();
        assertEquals(42, committed("g"));
    }

    @Test
    void abortedTransactions_leaveNothing_howeverManyAProducerHas() {
        for (int i = 0; i < 3; i++) {
            commitInTransaction("g", i);
            commitInTransaction("g", 10 + i);
            end(TransactionOutcome.ABORTED);
        }
        assertTrue(isGone("g"));
        restart();
        assertTrue(isGone("g"));
    }

    @Test
    void readersOfAGroup_waitForTheMarkerThatChangedIt() {
        commitInTransaction("g", 42);
        List<GroupReply> answers = new ArrayList<>();
        ReplyTo<GroupReply> replyTo = answers::add;
        tell(new EndTransaction(replyTo, PRODUCER, TransactionOutcome.COMMITTED, 0));
        tell(new FetchOffsets(replyTo, "g", Optional.empty()));
        // A marker that changes nothing, too, since it may be the first one's repetition.
        tell(new EndTransaction(replyTo, PRODUCER, TransactionOutcome.COMMITTED, 0));

        shard.runOnce();
        assertEquals(List.of(), answers);

        settle();
        assertEquals(3, answers.size());
    }

    // ---- given ----

    private Shard shard() {
        Ticker ticker =
                new Ticker() {
                    @Override
                    public long wallClockMs() {
                        return 1_790_000_000_000L + nowMs;
                    }

                    @Override
                    public long monotonicMs() {
                        return nowMs;
                    }
                };
        Post post = new Post();
        Population population = new Population(1);
        return new Shard(
                0,
                logs.log(0),
                new ShardEnvironment(
                        ticker,
                        new Placement(1),
                        CONFIG,
                        new GroupBounds(StaticSettings.of(1, Map.of(), Map.of())),
                        new PartitionHandles(),
                        catalogue,
                        population,
                        new Drops(population),
                        new Assignments(
                                new Assignments.Means(
                                        Runnable::run, Authorizer.ALLOW_ALL, Plugins.NONE),
                                catalogue,
                                ticker,
                                post),
                        TestSettling.of(logs, Runnable::run),
                        new SettingsOfTopics(catalogue, StaticSettings.of(1, Map.of(), Map.of())),
                        post));
    }

    /// The process ends; another reads what is durable.
    private void restart() {
        logs = logs.anotherNode();
        catalogue = new CataloguePublication();
        shard = shard();
        shard.load();
        settle();
    }

    private void create(String name, Uuid id) {
        ReplyTo<CatalogueReply> ignored = reply -> {};
        change(
                new CreateTopics(
                        ignored, List.of(new NewTopic(id, name, 1, Map.of())), Mode.CARRY_OUT));
    }

    private void delete(Uuid id) {
        ReplyTo<CatalogueReply> ignored = reply -> {};
        change(new DeleteTopics(ignored, List.of(id)));
    }

    private void change(CatalogueCommand command) {
        shard.submit(new OnCatalogue(command));
    }

    private void tell(GroupCommand command) {
        shard.submit(new OnGroups(command));
    }

    private GroupReply ask(Function<ReplyTo<GroupReply>, GroupCommand> command) {
        List<GroupReply> answers = new ArrayList<>();
        tell(command.apply(answers::add));
        settle();
        return answers.getFirst();
    }

    private GroupReply commit(String groupId, Uuid topicId, long offset) {
        return ask(to ->
                new CommitOffsets(
                        to, groupId, -1, "", Optional.empty(), List.of(offset(topicId, offset))));
    }

    private void commitInTransaction(String groupId, long offset) {
        assertEquals(
                new OffsetsCommitted(Map.of()),
                ask(to ->
                        new CommitInTransaction(
                                to,
                                groupId,
                                PRODUCER,
                                -1,
                                "",
                                Optional.empty(),
                                List.of(offset(FIRST, offset)))));
    }

    private GroupReply end(TransactionOutcome outcome) {
        return ask(to -> new EndTransaction(to, PRODUCER, outcome, 0));
    }

    private static OffsetToCommit offset(Uuid topicId, long offset) {
        return new OffsetToCommit(
                PARTITION,
                offset,
                OptionalInt.empty(),
                "",
                new TopicId(topicId.getMostSignificantBits(), topicId.getLeastSignificantBits()));
    }

    private List<FetchedOffset> fetched(String groupId, Wanted wanted) {
        GroupReply reply =
                ask(to ->
                        new FetchOffsets(
                                to,
                                groupId,
                                Optional.of(List.of(PARTITION)),
                                Optional.empty(),
                                wanted));
        return assertInstanceOf(OffsetsFetched.class, reply).offsets();
    }

    private Optional<CommittedOffset> found(String groupId) {
        return fetched(groupId, Wanted.COMMITTED).getFirst().offset();
    }

    private long committed(String groupId) {
        return found(groupId).orElseThrow().offset();
    }

    /// Not only out of sight: a group of offsets only is gone with the last of them.
    private boolean isGone(String groupId) {
        return ask(to -> new Describe(to, groupId)) instanceof Rejected rejected
                && rejected.reason() == Reason.GROUP_ID_NOT_FOUND;
    }

    private void pass(long ms) {
        nowMs += ms;
        settle();
    }

    /// Until nothing is left to do at this moment.
    private void settle() {
        do {
            shard.runOnce();
        } while (logs.makeDurable() > 0 || shard.hasCommands() || shard.nextDeadlineMs() <= nowMs);
    }

    private final class Post implements ShardPost {
        @Override
        public void send(int to, ShardCommand command) {
            shard.submit(command);
        }

        @Override
        public void load(int id) {
            throw new AssertionError("the shard lost its log");
        }

        @Override
        public void reconciled(int id) {}

        @Override
        public void unrecoverable(int id, RuntimeException cause) {
            throw new AssertionError(cause);
        }
    }
}
