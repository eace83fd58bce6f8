package dev.regroup.simulation;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.assignment.Assignments;
import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Placement;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.plugin.Plugins;
import dev.regroup.broker.settings.GroupBounds;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.Drops;
import dev.regroup.broker.shard.Hold;
import dev.regroup.broker.shard.PartitionHandles;
import dev.regroup.broker.shard.Population;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.broker.shard.SettingsOfTopics;
import dev.regroup.broker.shard.Settling;
import dev.regroup.broker.shard.Shard;
import dev.regroup.broker.shard.ShardCommand;
import dev.regroup.broker.shard.ShardEnvironment;
import dev.regroup.broker.shard.ShardEnvironment.ShardPost;
import dev.regroup.coordinator.group.GroupConfig;
import dev.regroup.coordinator.group.GroupShard;
import dev.regroup.storage.compact.Compactor;
import dev.regroup.storage.disk.FaultDisk;
import dev.regroup.storage.local.LocalOptions;
import dev.regroup.storage.local.LocalStorage;
import dev.regroup.storage.local.journal.Durability;
import dev.regroup.storage.local.journal.JournalConfig;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
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
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.Utils;

/// The shards and the journal of one node, each run when the simulation's dice say so.
final class SimulatedNode implements ShardPost {
    static final int SHARDS = 4;

    /// Small, so that runs pass from file to file.
    private static final JournalConfig JOURNAL =
            new JournalConfig(Durability.FSYNC, 1 << 14, 1 << 15, 1 << 20);

    /// Small, so that partitions have several segments, and objects several partitions.
    private static final SegmentSizes SEGMENTS = new SegmentSizes(2_048, 256, 512);

    private final FaultDisk disk;
    private final LocalStorage storage;
    private final PartitionHandles handles = new PartitionHandles();
    private final CataloguePublication catalogue = new CataloguePublication();
    private final List<Shard> shards;
    private final VirtualTicker ticker;
    private final NodeWatch watch;
    private final Drops drops;
    private final Deque<Integer> loads = new ArrayDeque<>();
    private final Deque<Runnable> background = new ArrayDeque<>();
    private final Deque<Runnable> settling = new ArrayDeque<>();
    private final SegmentStore segments;
    private int settleTo;
    private int settled;
    private int reconciled;
    private boolean mayFail;

    /// A record as a reader sees it.
    record Read(long offset, String value) {}

    SimulatedNode(FaultDisk disk, VirtualTicker ticker) {
        this(disk, ticker, GroupConfig.DEFAULT, NodeWatch.NOBODY);
    }

    SimulatedNode(FaultDisk disk, VirtualTicker ticker, GroupConfig groups, NodeWatch watch) {
        this.disk = disk;
        this.ticker = ticker;
        this.watch = watch;
        this.storage =
                LocalStorage.openStepped(
                        disk, new LocalOptions(JOURNAL, SHARDS, 1), "simulationsimulation00");
        this.segments = new SegmentStore(storage.logs().segments(), SEGMENTS);
        Placement placement = new Placement(SHARDS);
        Population population = new Population(SHARDS);
        this.drops = new Drops(population);
        ShardEnvironment environment =
                new ShardEnvironment(
                        ticker,
                        placement,
                        groups,
                        new GroupBounds(StaticSettings.of(1, Map.of(), Map.of())),
                        handles,
                        catalogue,
                        population,
                        drops,
                        new Assignments(
                                new Assignments.Means(
                                        background::add, Authorizer.ALLOW_ALL, Plugins.NONE),
                                catalogue,
                                ticker,
                                this),
                        new Settling(
                                segments,
                                storage.logs().reader(),
                                new Compactor(segments, () -> 1 << 20, Compactor.Pace.UNBOUNDED),
                                settling::add),
                        new SettingsOfTopics(catalogue, StaticSettings.of(1, Map.of(), Map.of())),
                        this);
        this.shards =
                IntStream.range(0, SHARDS)
                        .mapToObj(id ->
                                new Shard(id, watch.watched(storage.logs().log(id)), environment))
                        .toList();
        shards.forEach(shard -> load(shard.id()));
    }

    /// From now on a shard may lose its log without the power being off.
    void expectFailures() {
        mayFail = true;
    }

    /// Whether producers are sent away for want of space.
    boolean refusesRecords() {
        return storage.journal().room().reading().isRefusing();
    }

    /// Looks again whether there is space.
    void prepareAgain() {
        storage.journal().prepareAgain();
    }

    Placement placement() {
        return new Placement(SHARDS);
    }

    CatalogueView catalogue() {
        return catalogue.view();
    }

    /// Whether every shard has compared itself with the catalogue since the start.
    boolean ready() {
        return reconciled >= SHARDS;
    }

    /// Connections that closed, counted together.
    Drops drops() {
        return drops;
    }

    /// The groups of a shard, to look at; absent while it is loading.
    Optional<GroupShard> groups(int shard) {
        return shards.get(shard).groups();
    }

    /// When the next deadline of a shard comes; `Long.MAX_VALUE` for never.
    long nextDeadlineMs() {
        return shards.stream().mapToLong(Shard::nextDeadlineMs).min().orElseThrow();
    }

    void request(int shard, ShardCommand.Request request) {
        shards.get(shard).submit(request);
    }

    /// Does one thing that is due, chosen by chance; false if nothing is.
    boolean step(SplittableRandom random) {
        List<Runnable> due = new ArrayList<>();
        for (Shard shard : shards) {
            if (shard.hasCommands() || shard.nextDeadlineMs() <= ticker.monotonicMs()) {
                due.add(() -> run(shard));
            }
        }
        if (!background.isEmpty()) {
            due.add(() -> background.remove().run());
        }
        if (!settling.isEmpty()) {
            due.add(() -> settling.remove().run());
        }
        if (!loads.isEmpty()) {
            due.add(() -> shards.get(loads.remove()).load());
        }
        boolean mayCommit = due.isEmpty() || random.nextInt(3) == 0;
        if (mayCommit && !disk.isOff() && storage.journal().runOnce()) {
            return true;
        }
        if (due.isEmpty()) {
            return false;
        }
        due.get(random.nextInt(due.size())).run();
        return true;
    }

    /// Has the next shard settle.
    void settle() {
        settleTo = (settleTo + 1) % SHARDS;
        ReplyTo<ShardCommand.SettleOutcome> count =
                outcome -> {
                    if (outcome == ShardCommand.SettleOutcome.SETTLED) {
                        settled++;
                    }
                };
        request(settleTo, new ShardCommand.Settle(count));
    }

    /// Has the shard that settles next let go of what need not be kept.
    void expire() {
        ReplyTo<OptionalInt> ignored = next -> {};
        request((settleTo + 1) % SHARDS, new ShardCommand.ExpireRecords(ignored, 0, Hold.NONE));
    }

    /// How often a shard has settled.
    int settled() {
        return settled;
    }

    private void run(Shard shard) {
        shard.runOnce();
        watch.ran(shard);
    }

    Optional<PartitionView.Open> view(Topic topic, int partition) {
        return handles.find(new PartitionKey(topic.id(), partition))
                .flatMap(handle ->
                        handle.view() instanceof PartitionView.Open open
                                ? Optional.of(open)
                                : Optional.empty());
    }

    /// Everything in a partition, in order.
    List<Read> read(Topic topic, int partition) {
        PartitionView.Open open = view(topic, partition).orElseThrow();
        List<ByteBuffer> slices = new ArrayList<>();
        long start = open.logStartOffset();
        if (open.isSettled(start)) {
            slices.addAll(
                    segments.read(open.settled().segments(), start, Long.MAX_VALUE / 2, true));
        }
        open.read(
                        Math.max(start, open.settled().endOffset()),
                        Long.MAX_VALUE,
                        PartitionView.FirstBatch.WHATEVER_ITS_SIZE)
                .forEach(extent -> slices.add(storage.logs().reader().read(extent)));
        List<Read> records = new ArrayList<>();
        for (ByteBuffer bytes : slices) {
            for (var batch : MemoryRecords.readableRecords(bytes.slice()).batches()) {
                batch.ensureValid();
                for (Record record : batch) {
                    if (record.offset() >= start) {
                        records.add(new Read(record.offset(), Utils.utf8(record.value())));
                    }
                }
            }
        }
        return records;
    }

    @Override
    public void send(int shard, ShardCommand command) {
        shards.get(shard).submit(command);
    }

    @Override
    public void load(int shard) {
        if (ready() && !disk.isOff() && !mayFail && !watch.hasLostItsLog(shard)) {
            throw new AssertionError("shard %d failed on a sound disk".formatted(shard));
        }
        loads.add(shard);
    }

    @Override
    public void reconciled(int shard) {
        reconciled++;
    }

    @Override
    public void unrecoverable(int shard, RuntimeException cause) {
        if (!disk.isOff()) {
            throw new AssertionError("shard %d cannot be loaded".formatted(shard), cause);
        }
    }
}
