package dev.regroup.simulation;

import dev.regroup.broker.assignment.Assignments;
import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Placement;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.Drops;
import dev.regroup.broker.shard.PartitionHandles;
import dev.regroup.broker.shard.Population;
import dev.regroup.broker.shard.Shard;
import dev.regroup.broker.shard.ShardCommand;
import dev.regroup.broker.shard.ShardEnvironment;
import dev.regroup.broker.shard.ShardEnvironment.ShardPost;
import dev.regroup.coordinator.group.GroupConfig;
import dev.regroup.storage.disk.FaultDisk;
import dev.regroup.storage.local.LocalOptions;
import dev.regroup.storage.local.LocalStorage;
import dev.regroup.storage.local.journal.Durability;
import dev.regroup.storage.local.journal.JournalConfig;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
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

    private final FaultDisk disk;
    private final LocalStorage storage;
    private final PartitionHandles handles = new PartitionHandles();
    private final CataloguePublication catalogue = new CataloguePublication();
    private final List<Shard> shards;
    private final Deque<Integer> loads = new ArrayDeque<>();
    private int reconciled;
    private boolean mayFail;

    /// A record as a reader sees it.
    record Read(long offset, String value) {}

    SimulatedNode(FaultDisk disk, VirtualTicker ticker) {
        this.disk = disk;
        this.storage =
                LocalStorage.openStepped(
                        disk, new LocalOptions(JOURNAL, SHARDS, 1), "simulationsimulation00");
        Placement placement = new Placement(SHARDS);
        ShardEnvironment environment =
                new ShardEnvironment(
                        ticker,
                        placement,
                        GroupConfig.DEFAULT,
                        handles,
                        catalogue,
                        new Population(SHARDS),
                        new Drops(new Population(SHARDS)),
                        new Assignments(Runnable::run, catalogue, ticker, this),
                        this);
        this.shards =
                IntStream.range(0, SHARDS)
                        .mapToObj(id -> new Shard(id, storage.logs().log(id), environment))
                        .toList();
        shards.forEach(shard -> load(shard.id()));
    }

    /// From now on a shard may lose its log without the power being off.
    void expectFailures() {
        mayFail = true;
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

    void request(int shard, ShardCommand.Request request) {
        shards.get(shard).submit(request);
    }

    /// Does one thing that is due, chosen by chance; false if nothing is.
    boolean step(SplittableRandom random) {
        List<Runnable> due = new ArrayList<>();
        for (Shard shard : shards) {
            if (shard.hasCommands()) {
                due.add(shard::runOnce);
            }
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

    /// Lets deadlines come that are due by now.
    void fireDeadlines() {
        shards.forEach(Shard::runOnce);
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
        List<Read> records = new ArrayList<>();
        for (Extent extent :
                open.read(0, Long.MAX_VALUE, PartitionView.FirstBatch.WHATEVER_ITS_SIZE)) {
            ByteBuffer bytes = storage.logs().reader().read(extent);
            for (var batch : MemoryRecords.readableRecords(bytes.duplicate()).batches()) {
                batch.ensureValid();
                for (Record record : batch) {
                    records.add(new Read(record.offset(), Utils.utf8(record.value())));
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
        if (ready() && !disk.isOff() && !mayFail) {
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
