package dev.regroup.broker.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.assignment.Assignments;
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
import dev.regroup.broker.shard.ShardCommand.Append;
import dev.regroup.broker.shard.ShardCommand.NewBatch;
import dev.regroup.broker.shard.ShardCommand.OnCatalogue;
import dev.regroup.broker.shard.ShardCommand.OnGroups;
import dev.regroup.broker.shard.ShardEnvironment.ShardPost;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.FetchOffsets;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupConfig;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.OffsetsFetched;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.StorageFullException;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.log.ShardLog;
import dev.regroup.storage.memory.MemoryShardLogs;
import dev.regroup.storage.partition.AppendOutcome;
import dev.regroup.storage.partition.AppendOutcome.Accepted;
import dev.regroup.storage.partition.AppendOutcome.Refused;
import dev.regroup.storage.partition.BatchHeader;
import dev.regroup.storage.partition.PartitionKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One shard over a log whose room the test sets.
class ShardRoomTest {
    private static final Uuid TOPIC_ID = new Uuid(0, 7);
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final MemoryShardLogs logs = MemoryShardLogs.held(1);
    private final NarrowLog log = new NarrowLog(logs.log(0));
    private final CataloguePublication catalogue = new CataloguePublication();
    private final Post post = new Post();
    private final Time time = new Time();
    private final Shard shard =
            new Shard(
                    0,
                    log,
                    new ShardEnvironment(
                            time,
                            new Placement(1),
                            GroupConfig.DEFAULT,
                            new GroupBounds(StaticSettings.of(1, Map.of(), Map.of())),
                            new PartitionHandles(),
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

    @BeforeEach
    void start() {
        shard.load();
        settle();
        onCatalogue(
                new CreateTopics(
                        ignored(),
                        List.of(
                                new NewTopic(TOPIC_ID, "t", 1, Map.of()),
                                new NewTopic(new Uuid(0, 8), Topic.OFFSETS_NAME, 1, Map.of())),
                        Mode.CARRY_OUT));
        settle();
    }

    @Test
    void withoutRoomForRecords_theyAreRefusedUndecided_andCommitsGoOn() {
        log.room.put(ShardLog.Use.RECORDS, 0L);

        List<AppendOutcome> refused = append("refused");
        List<GroupReply> committed = commit();
        settle();

        assertEquals(AppendOutcome.Reason.STORAGE_FULL, reason(refused));
        assertInstanceOf(OffsetsCommitted.class, committed.getFirst());

        log.room.clear();
        List<AppendOutcome> taken = append("taken");
        settle();
        assertEquals(List.of(new Accepted(0)), taken);
    }

    @Test
    void withoutRoomForOffsets_commitsAreSentAway_andTheRestGoesOn() {
        log.room.put(ShardLog.Use.RECORDS, 0L);
        log.room.put(ShardLog.Use.OFFSETS, -1L);

        List<GroupReply> committed = commit();
        List<GroupReply> fetched = fetchOffsets();
        onCatalogue(new DeleteTopics(ignored(), List.of(TOPIC_ID)));
        settle();

        Rejected rejected = assertInstanceOf(Rejected.class, committed.getFirst());
        assertEquals(Reason.NOT_COORDINATOR, rejected.reason());
        assertInstanceOf(OffsetsFetched.class, fetched.getFirst());
        assertTrue(catalogue.view().byName("t").isEmpty());
    }

    @Test
    void recordsOfOneTurn_countTogether() {
        log.room.put(ShardLog.Use.RECORDS, 150L);

        List<AppendOutcome> first = append("first");
        List<AppendOutcome> second = append("second");
        settle();
        List<AppendOutcome> third = append("third");
        settle();

        assertEquals(List.of(new Accepted(0)), first);
        assertEquals(AppendOutcome.Reason.STORAGE_FULL, reason(second));
        assertEquals(List.of(new Accepted(1)), third);
    }

    @Test
    void aLogThatHasNoSpaceToBeAcquired_isAcquiredWhenItHas() {
        append("lost");
        shard.runOnce();
        logs.fail(new StorageException("the medium failed"));
        shard.runOnce();
        log.isFull = true;
        shard.load();
        settle();
        assertEquals(time.nowMs + 1_000, shard.nextDeadlineMs());

        log.isFull = false;
        post.loads.clear();
        time.nowMs += 1_000;
        settle();

        assertEquals(List.of(0), post.loads);
        shard.load();
        settle();
        List<AppendOutcome> taken = append("taken");
        settle();
        assertEquals(List.of(new Accepted(0)), taken);
    }

    private static AppendOutcome.Reason reason(List<AppendOutcome> outcomes) {
        return assertInstanceOf(Refused.class, outcomes.getFirst()).reason();
    }

    private List<AppendOutcome> append(String value) {
        ByteBuffer body =
                MemoryRecords.withRecords(
                                Compression.NONE, new SimpleRecord(1, value.getBytes(UTF_8)))
                        .buffer();
        List<AppendOutcome> outcomes = new ArrayList<>();
        ReplyTo<List<AppendOutcome>> replyTo = outcomes::addAll;
        NewBatch batch = new NewBatch(new PartitionKey(TOPIC_ID, 0), BatchHeader.read(body), body);
        shard.submit(new Append(replyTo, List.of(batch)));
        return outcomes;
    }

    private List<GroupReply> commit() {
        List<GroupReply> replies = new ArrayList<>();
        ReplyTo<GroupReply> replyTo = replies::add;
        OffsetToCommit offset =
                new OffsetToCommit(PARTITION, 1, OptionalInt.empty(), "", TopicId.NONE);
        shard.submit(
                new OnGroups(
                        new CommitOffsets(
                                replyTo, "g", -1, "", Optional.empty(), List.of(offset))));
        return replies;
    }

    private List<GroupReply> fetchOffsets() {
        List<GroupReply> replies = new ArrayList<>();
        ReplyTo<GroupReply> replyTo = replies::add;
        shard.submit(new OnGroups(new FetchOffsets(replyTo, "g", Optional.of(List.of(PARTITION)))));
        return replies;
    }

    private void onCatalogue(dev.regroup.broker.catalogue.CatalogueCommand command) {
        shard.submit(new OnCatalogue(command));
    }

    private static ReplyTo<CatalogueReply> ignored() {
        return reply -> {};
    }

    private void settle() {
        do {
            shard.runOnce();
        } while (logs.makeDurable() > 0 || shard.hasCommands());
    }

    /// A log that has room for as many bytes as the test says, of all else as much as is wanted.
    private static final class NarrowLog implements ShardLog {
        private final ShardLog log;
        private final Map<Use, Long> room = new EnumMap<>(Use.class);
        private boolean isFull;

        NarrowLog(ShardLog log) {
            this.log = log;
        }

        @Override
        public int shard() {
            return log.shard();
        }

        @Override
        public Acquired acquire(Replay replay, Listener listener) {
            if (isFull) {
                throw new StorageFullException("no space for an epoch");
            }
            return log.acquire(replay, listener);
        }

        @Override
        public long append(List<LogEntry> group) {
            return log.append(group);
        }

        @Override
        public boolean hasRoom(Use use, long bytes) {
            return bytes <= room.getOrDefault(use, Long.MAX_VALUE);
        }

        @Override
        public void checkpoint(long position, ByteBuffer state) {
            log.checkpoint(position, state);
        }

        @Override
        public void release(long position) {
            log.release(position);
        }

        @Override
        public Optional<Long> checkpointPosition() {
            return log.checkpointPosition();
        }
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
}
