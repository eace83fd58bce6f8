package dev.regroup.broker.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.assignment.Assignments;
import dev.regroup.broker.catalogue.CatalogueCommand;
import dev.regroup.broker.catalogue.CatalogueCommand.CreateTopics;
import dev.regroup.broker.catalogue.CatalogueCommand.DeleteTopics;
import dev.regroup.broker.catalogue.CatalogueCommand.Mode;
import dev.regroup.broker.catalogue.CatalogueCommand.NewTopic;
import dev.regroup.broker.catalogue.CatalogueCommand.ReserveProducerIds;
import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.catalogue.Placement;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.plugin.Plugins;
import dev.regroup.broker.settings.GroupBounds;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.broker.shard.ShardCommand.Append;
import dev.regroup.broker.shard.ShardCommand.DeleteRecords;
import dev.regroup.broker.shard.ShardCommand.DeletionOutcome;
import dev.regroup.broker.shard.ShardCommand.ExpireRecords;
import dev.regroup.broker.shard.ShardCommand.NewBatch;
import dev.regroup.broker.shard.ShardCommand.OnCatalogue;
import dev.regroup.broker.shard.ShardCommand.OnGroups;
import dev.regroup.broker.shard.ShardCommand.Settle;
import dev.regroup.broker.shard.ShardCommand.SettleOutcome;
import dev.regroup.broker.shard.ShardEnvironment.ShardPost;
import dev.regroup.coordinator.group.GroupCommand;
import dev.regroup.coordinator.group.GroupConfig;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import dev.regroup.storage.memory.MemoryShardLogs;
import dev.regroup.storage.partition.AppendOutcome;
import dev.regroup.storage.partition.BatchHeader;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
import dev.regroup.storage.partition.PartitionView.FirstBatch;
import dev.regroup.storage.segment.SegmentSizes;
import dev.regroup.storage.segment.SegmentStore;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/// One shard, stepped, over a log whose durability the test releases, and what it settles.
abstract class SettlingShard {
    static final Uuid TOPIC_ID = new Uuid(0, 7);
    static final Uuid OFFSETS_ID = new Uuid(0, 8);
    static final PartitionKey PARTITION = new PartitionKey(TOPIC_ID, 0);
    static final long PRODUCER = 40;

    MemoryShardLogs logs = MemoryShardLogs.held(1);
    PartitionHandles handles = new PartitionHandles();
    CataloguePublication catalogue = new CataloguePublication();
    final Deque<Runnable> background = new ArrayDeque<>();
    final List<Object> answers = new ArrayList<>();
    SegmentStore segments = store();
    Shard shard = shard();
    int loads;
    int sequence;
    long nowMs;
    Map<String, String> settings = Map.of();

    SettlingShard() {
        shard.load();
        settleDown();
        create("t", TOPIC_ID);
        create(Topic.OFFSETS_NAME, OFFSETS_ID);
        answers.clear();
    }

    void topicWith(Map<String, String> configs) {
        change(new DeleteTopics(ignored(), List.of(TOPIC_ID)));
        settle();
        settings = configs;
        create("t", TOPIC_ID);
        sequence = 0;
    }

    void expire() {
        List<OptionalInt> next = new ArrayList<>();
        ReplyTo<OptionalInt> replyTo = next::add;
        shard.submit(new ExpireRecords(replyTo, 0, hold));
        settleDown();
        assertEquals(List.of(OptionalInt.empty()), next);
    }

    // ---- given ----

    Shard shard() {
        Ticker ticker =
                new Ticker() {
                    @Override
                    public long wallClockMs() {
                        return 1_790_000_000_000L + nowMs;
                    }

                    @Override
                    public long monotonicMs() {
                        return 0;
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
                        GroupConfig.DEFAULT,
                        new GroupBounds(StaticSettings.of(1, Map.of(), Map.of())),
                        handles,
                        catalogue,
                        population,
                        new Drops(population),
                        new Assignments(
                                new Assignments.Means(
                                        Runnable::run, Authorizer.ALLOW_ALL, Plugins.NONE),
                                catalogue,
                                ticker,
                                post),
                        TestSettling.of(logs, segments, background::add),
                        new SettingsOfTopics(catalogue, StaticSettings.of(1, Map.of(), Map.of())),
                        post));
    }

    /// From now on records are held that a group has not read.
    void hold(Hold held) {
        hold = held;
    }

    SegmentStore store() {
        return new SegmentStore(logs.segments(), new SegmentSizes(2_048, 256, 512));
    }

    /// The process ends; another reads what is durable.
    void restart() {
        background.clear();
        logs = logs.anotherNode();
        handles = new PartitionHandles();
        catalogue = new CataloguePublication();
        segments = store();
        shard = shard();
        shard.load();
        settleDown();
        answers.clear();
    }

    void create(String name, Uuid id) {
        change(
                new CreateTopics(
                        ignored(), List.of(new NewTopic(id, name, 1, settings)), Mode.CARRY_OUT));
    }

    static ReplyTo<CatalogueReply> ignored() {
        return reply -> {};
    }

    void change(CatalogueCommand command) {
        shard.submit(new OnCatalogue(command));
        settleDown();
    }

    long reserveProducerIds() {
        List<CatalogueReply> replies = new ArrayList<>();
        ReplyTo<CatalogueReply> replyTo = replies::add;
        change(new ReserveProducerIds(replyTo));
        return assertInstanceOf(CatalogueReply.ProducerIds.class, replies.getFirst()).first();
    }

    void append(String value) {
        ByteBuffer body =
                MemoryRecords.withIdempotentRecords(
                                Compression.NONE,
                                PRODUCER,
                                (short) 0,
                                sequence++,
                                new SimpleRecord(1_790_000_000_000L + nowMs, value.getBytes(UTF_8)))
                        .buffer();
        ReplyTo<List<AppendOutcome>> replyTo = outcomes -> answers.add(outcomes.getFirst());
        shard.submit(
                new Append(
                        replyTo, List.of(new NewBatch(PARTITION, BatchHeader.read(body), body))));
    }

    AppendOutcome produce(String value) {
        answers.clear();
        append(value);
        settleDown();
        return assertInstanceOf(AppendOutcome.class, answers.removeFirst());
    }

    void deleteRecords(long offset) {
        ReplyTo<DeletionOutcome> replyTo = outcome -> {};
        shard.submit(new DeleteRecords(replyTo, PARTITION, offset));
        settleDown();
    }

    void commit(long offset) {
        ReplyTo<GroupReply> replyTo = reply -> {};
        shard.submit(
                new OnGroups(
                        new GroupCommand.CommitOffsets(
                                replyTo,
                                "g",
                                -1,
                                "",
                                Optional.empty(),
                                List.of(
                                        new GroupCommand.OffsetToCommit(
                                                new TopicPartition("t", 0),
                                                offset,
                                                OptionalInt.empty(),
                                                "",
                                                new TopicId(0, 7))))));
        settleDown();
    }

    long committed() {
        List<GroupReply> replies = new ArrayList<>();
        ReplyTo<GroupReply> replyTo = replies::add;
        shard.submit(
                new OnGroups(
                        new GroupCommand.FetchOffsets(
                                replyTo, "g", Optional.of(List.of(new TopicPartition("t", 0))))));
        settleDown();
        return assertInstanceOf(GroupReply.OffsetsFetched.class, replies.getFirst())
                .offsets()
                .getFirst()
                .offset()
                .orElseThrow()
                .offset();
    }

    // ---- when ----

    void submitSettle() {
        ReplyTo<SettleOutcome> replyTo = answers::add;
        shard.submit(new Settle(replyTo));
    }

    List<Object> settle() {
        answers.clear();
        submitSettle();
        settleDown();
        runBackground();
        return outcomes();
    }

    List<Object> outcomes() {
        return answers.stream().filter(SettleOutcome.class::isInstance).toList();
    }

    void runBackground() {
        while (!background.isEmpty()) {
            background.remove().run();
            settleDown();
        }
    }

    void settleDown() {
        do {
            shard.runOnce();
        } while (logs.makeDurable() > 0 || shard.hasCommands());
    }

    // ---- then ----

    PartitionView.Open view() {
        return assertInstanceOf(
                PartitionView.Open.class, handles.find(PARTITION).orElseThrow().view());
    }

    List<String> values() {
        PartitionView.Open open = view();
        List<ByteBuffer> slices = new ArrayList<>();
        if (open.isSettled(open.logStartOffset())) {
            slices.addAll(
                    segments.read(open.settled().segments(), open.logStartOffset(), 1 << 20, true));
        }
        open.read(
                        Math.max(open.logStartOffset(), open.settled().endOffset()),
                        1 << 20,
                        FirstBatch.WHATEVER_ITS_SIZE)
                .forEach(extent -> slices.add(logs.reader().read(extent)));
        List<String> values = new ArrayList<>();
        for (ByteBuffer slice : slices) {
            for (var batch : MemoryRecords.readableRecords(slice.slice()).batches()) {
                for (var each : batch) {
                    values.add(UTF_8.decode(each.value()).toString());
                }
            }
        }
        return values;
    }

    private Hold hold = Hold.NONE;

    private final class Post implements ShardPost {
        @Override
        public void send(int to, ShardCommand command) {
            shard.submit(command);
        }

        @Override
        public void load(int id) {
            loads++;
        }

        @Override
        public void reconciled(int id) {}

        @Override
        public void unrecoverable(int id, RuntimeException cause) {
            throw new AssertionError(cause);
        }
    }
}
