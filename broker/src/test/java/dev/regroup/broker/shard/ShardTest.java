package dev.regroup.broker.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.assignment.Assignments;
import dev.regroup.broker.catalogue.CatalogueCommand.CreateTopics;
import dev.regroup.broker.catalogue.CatalogueCommand.Mode;
import dev.regroup.broker.catalogue.CatalogueCommand.NewTopic;
import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.catalogue.Placement;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.plugin.Plugins;
import dev.regroup.broker.settings.GroupBounds;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.broker.shard.ShardCommand.Append;
import dev.regroup.broker.shard.ShardCommand.NewBatch;
import dev.regroup.broker.shard.ShardCommand.OnCatalogue;
import dev.regroup.broker.shard.ShardCommand.OnGroups;
import dev.regroup.broker.shard.ShardEnvironment.ShardPost;
import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.group.GroupCommand;
import dev.regroup.coordinator.group.GroupCommand.Client;
import dev.regroup.coordinator.group.GroupCommand.Heartbeat;
import dev.regroup.coordinator.group.GroupCommand.Join;
import dev.regroup.coordinator.group.GroupCommand.JoinRules;
import dev.regroup.coordinator.group.GroupCommand.Protocol;
import dev.regroup.coordinator.group.GroupCommand.Sync;
import dev.regroup.coordinator.group.GroupConfig;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.HeartbeatAccepted;
import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.GroupReply.Synced;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.ShardLog;
import dev.regroup.storage.memory.MemoryShardLogs;
import dev.regroup.storage.partition.AppendOutcome;
import dev.regroup.storage.partition.AppendOutcome.Accepted;
import dev.regroup.storage.partition.AppendOutcome.Refused;
import dev.regroup.storage.partition.BatchHeader;
import dev.regroup.storage.partition.PartitionHandle;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/// One shard, stepped on virtual time, over a log whose durability the test releases.
class ShardTest {
    private static final Uuid TOPIC_ID = new Uuid(0, 7);
    private static final int SESSION_TIMEOUT_MS = 10_000;

    private final MemoryShardLogs logs = MemoryShardLogs.held(1);
    private final Time time = new Time();
    private final PartitionHandles handles = new PartitionHandles();
    private final CataloguePublication catalogue = new CataloguePublication();
    private final Post post = new Post();
    private final Shard shard =
            new Shard(
                    0,
                    logs.log(0),
                    new ShardEnvironment(
                            time,
                            new Placement(1),
                            GroupConfig.DEFAULT,
                            new GroupBounds(StaticSettings.of(1, Map.of(), Map.of())),
                            handles,
                            catalogue,
                            new Population(1),
                            new Drops(new Population(1)),
                            new Assignments(
                                    new Assignments.Means(
                                            Runnable::run, Authorizer.ALLOW_ALL, Plugins.NONE),
                                    catalogue,
                                    time,
                                    post),
                            TestSettling.of(logs, Runnable::run),
                            new SettingsOfTopics(
                                    catalogue, StaticSettings.of(1, Map.of(), Map.of())),
                            post));

    /// Answers in the order in which they came.
    private final List<Object> answers = new ArrayList<>();

    ShardTest() {
        shard.load();
        settle();
    }

    @Test
    void aReply_waitsUntilWhatItRestsOnIsDurable() {
        createTopics();

        append("a");
        shard.runOnce();
        assertEquals(List.of(), answers);
        assertEquals(0, view().highWatermark());

        settle();
        assertEquals(List.of(List.of(new Accepted(0))), answers);
        assertEquals(1, view().highWatermark());
    }

    @Test
    void repliesAboutOneEntity_leaveInTheOrderTheyWereDecided() {
        createTopics();
        append("a");
        shard.runOnce();
        append("b");
        shard.runOnce();

        settle();

        assertEquals(List.of(List.of(new Accepted(0)), List.of(new Accepted(1))), answers);
    }

    @Test
    void aHeartbeat_doesNotWaitForSomebodyElsesProduce() {
        createTopics();
        String member = stableMember();
        append("a");

        heartbeat(member);
        shard.runOnce();

        assertEquals(List.of(new HeartbeatAccepted()), answers);
    }

    @Test
    void aReadOfAGroup_waitsForTheGroupsOwnUndurableChange() {
        createTopics();
        String member = join();
        sync(member);
        shard.runOnce();

        heartbeat(member);
        shard.runOnce();
        assertEquals(List.of(), answers);

        settle();
        assertInstanceOf(Synced.class, answers.get(0));
        assertEquals(new HeartbeatAccepted(), answers.get(1));
    }

    @Test
    void aLogThatFails_sendsEverybodyAwayAndIsReadAgain() {
        createTopics();
        append("kept");
        settle();
        answers.clear();
        append("lost");
        shard.runOnce();

        logs.fail(new StorageException("the medium failed"));
        shard.runOnce();

        List<?> outcomes = assertInstanceOf(List.class, answers.getFirst());
        assertEquals(
                AppendOutcome.Reason.STORAGE_FAILED,
                assertInstanceOf(Refused.class, outcomes.getFirst()).reason());
        assertEquals(PartitionView.CLOSED, handle().view());

        append("too early");
        shard.runOnce();
        outcomes = assertInstanceOf(List.class, answers.get(1));
        assertEquals(
                AppendOutcome.Reason.NOT_LEADER,
                assertInstanceOf(Refused.class, outcomes.getFirst()).reason());

        assertEquals(List.of(0), post.loads);
        answers.clear();
        shard.load();
        settle();
        assertEquals(1, view().highWatermark());
        append("again");
        settle();
        assertEquals(List.of(List.of(new Accepted(1))), answers);
    }

    @Test
    void anotherOwner_fencesThisOne() {
        createTopics();
        String member = stableMember();
        int epoch = view().leaderEpoch();

        logs.anotherNode().log(0).acquire(new Ignoring(), new Ignoring());
        sync(member);
        join();
        settle();

        Rejected rejected = assertInstanceOf(Rejected.class, answers.getLast());
        assertEquals(Reason.NOT_COORDINATOR, rejected.reason());
        shard.load();
        settle();
        assertTrue(view().leaderEpoch() > epoch + 1);
    }

    @Test
    void aMemberThatFallsSilent_isExpelledWhenItsSessionEnds() {
        createTopics();
        String member = stableMember();

        time.nowMs += SESSION_TIMEOUT_MS - 1;
        settle();
        assertTrue(shard.nextDeadlineMs() <= time.nowMs + 1);
        time.nowMs += 1;
        settle();

        heartbeat(member);
        settle();
        assertEquals(
                Reason.UNKNOWN_MEMBER_ID,
                assertInstanceOf(Rejected.class, answers.getLast()).reason());
    }

    @Test
    void aBrokerThatWasItselfLate_doesNotExpelForIt() {
        createTopics();
        String member = stableMember();

        time.nowMs += 10L * SESSION_TIMEOUT_MS;
        settle();

        heartbeat(member);
        settle();
        assertEquals(new HeartbeatAccepted(), answers.getLast());
    }

    @Test
    void commandsThatHaveArrived_comeBeforeDeadlines() {
        createTopics();
        String member = stableMember();

        time.nowMs += SESSION_TIMEOUT_MS;
        heartbeat(member);
        settle();

        assertEquals(List.of(new HeartbeatAccepted()), answers);
    }

    // ---- given ----

    private void createTopics() {
        ReplyTo<CatalogueReply> ignored = reply -> {};
        shard.submit(
                new OnCatalogue(
                        new CreateTopics(
                                ignored,
                                List.of(
                                        new NewTopic(TOPIC_ID, "t", 1, Map.of()),
                                        new NewTopic(
                                                new Uuid(0, 8), Topic.OFFSETS_NAME, 1, Map.of())),
                                Mode.CARRY_OUT)));
        settle();
        assertTrue(catalogue.view().byName("t").isPresent());
    }

    private String stableMember() {
        String member = join();
        sync(member);
        settle();
        answers.clear();
        return member;
    }

    /// A group of one member that waits for its assignment.
    private String join() {
        List<GroupReply> joined = new ArrayList<>();
        ReplyTo<GroupReply> replyTo = joined::add;
        shard.submit(
                new OnGroups(
                        new Join(
                                replyTo,
                                "g",
                                "",
                                Optional.empty(),
                                "m-1",
                                new Client("m", "/127.0.0.1"),
                                SESSION_TIMEOUT_MS,
                                SESSION_TIMEOUT_MS,
                                "consumer",
                                List.of(new Protocol("range", Bytes.EMPTY)),
                                Optional.empty(),
                                new JoinRules(false, false),
                                "")));
        settle();
        time.nowMs += 100;
        settle();
        if (joined.getFirst() instanceof Rejected) {
            answers.add(joined.getFirst());
            return "";
        }
        return assertInstanceOf(Joined.class, joined.getFirst()).memberId();
    }

    private void sync(String member) {
        ReplyTo<GroupReply> replyTo = answers::add;
        shard.submit(
                new OnGroups(
                        new Sync(
                                replyTo,
                                "g",
                                1,
                                member,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Map.of(member, Bytes.EMPTY))));
    }

    private void heartbeat(String member) {
        ReplyTo<GroupReply> replyTo = answers::add;
        GroupCommand heartbeat = new Heartbeat(replyTo, "g", 1, member, Optional.empty(), 0);
        shard.submit(new OnGroups(heartbeat));
    }

    private void append(String value) {
        ByteBuffer body =
                MemoryRecords.withRecords(
                                Compression.NONE, new SimpleRecord(1, value.getBytes(UTF_8)))
                        .buffer();
        ReplyTo<List<AppendOutcome>> replyTo = answers::add;
        shard.submit(
                new Append(
                        replyTo,
                        List.of(
                                new NewBatch(
                                        new PartitionKey(TOPIC_ID, 0),
                                        BatchHeader.read(body),
                                        body))));
    }

    /// Until nothing is left to do at this moment.
    private void settle() {
        do {
            shard.runOnce();
        } while (logs.makeDurable() > 0 || shard.hasCommands());
    }

    private PartitionHandle handle() {
        return handles.find(new PartitionKey(TOPIC_ID, 0)).orElseThrow();
    }

    private PartitionView.Open view() {
        return assertInstanceOf(PartitionView.Open.class, handle().view());
    }

    private static final class Time implements Ticker {
        private long nowMs;

        @Override
        public long wallClockMs() {
            return 1_790_000_000_000L + nowMs;
        }

        @Override
        public long monotonicMs() {
            return nowMs;
        }
    }

    private final class Post implements ShardPost {
        private final List<Integer> loads = new ArrayList<>();

        @Override
        public void send(int to, ShardCommand command) {
            shard.submit(command);
        }

        @Override
        public void load(int id) {
            loads.add(id);
        }

        @Override
        public void reconciled(int id) {}

        @Override
        public void unrecoverable(int id, RuntimeException cause) {
            throw new AssertionError(cause);
        }
    }

    private static final class Ignoring implements ShardLog.Replay, ShardLog.Listener {
        @Override
        public void checkpoint(long position, ByteBuffer state) {}

        @Override
        public void entry(ShardLog.Replayed replayed) {}

        @Override
        public void durable(long position, List<Extent> bodies) {}

        @Override
        public void failed(StorageException cause) {}
    }
}
