package dev.regroup.simulation;

import dev.regroup.broker.catalogue.CatalogueCommand.CreateTopics;
import dev.regroup.broker.catalogue.CatalogueCommand.Mode;
import dev.regroup.broker.catalogue.CatalogueCommand.NewTopic;
import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.broker.shard.ShardCommand.OnCatalogue;
import dev.regroup.simulation.SimulatedNode.Read;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.disk.FaultDisk;
import dev.regroup.storage.partition.PartitionView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/// One seed: clients produce and commit while the power is cut again and again, at any write or
/// force, and while the disk fills now and then. After each restart everything acknowledged must be
/// there, in order, once.
final class CrashRun {
    private static final int PARTITIONS = 5;
    private static final int STEPS_PER_LIFE_MAX = 400;
    private static final int STEPS_TO_SETTLE_MAX = 100_000;
    private static final String TOPIC = "simulated";

    /// By a topic that does not keep everything, of a partition.
    private static final long BYTES_KEPT = 1_500;

    private final SplittableRandom random;
    private final VirtualTicker ticker = new VirtualTicker();
    private final List<SimulatedProducer> producers = new ArrayList<>();
    private final List<SimulatedCommitter> committers = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final long[] highWatermarks = new long[PARTITIONS];
    private final long[] logStarts = new long[PARTITIONS];
    private final long bytesKept;
    private final boolean isCompacted;
    private final boolean forcing;
    private FaultDisk disk = new FaultDisk();
    private long crashes;
    private long settlings;
    private long expiries;
    private long compactions;

    /// Of three seeds one keeps all records, one lets go of the oldest, one of those whose key has
    /// a later one.
    ///
    /// @param forcing false for a disk whose forces do nothing
    CrashRun(long seed, boolean forcing) {
        this.random = new SplittableRandom(seed);
        this.forcing = forcing;
        this.bytesKept = seed % 3 == 1 ? BYTES_KEPT : -1;
        this.isCompacted = seed % 3 == 2;
    }

    /// Returns what went wrong: nothing, if the node keeps its promises.
    List<String> run(int lives) {
        for (int life = 0; life < lives && complaints.isEmpty(); life++) {
            live();
        }
        if (complaints.isEmpty()) {
            SimulatedNode last = boot(disk);
            check(last);
        }
        return complaints;
    }

    long crashes() {
        return crashes;
    }

    /// How often shards have settled.
    long settlings() {
        return settlings;
    }

    /// How many partitions were found not to begin with their first record any more.
    long expiries() {
        return expiries;
    }

    /// How many partitions were found to lack a record that a later one of its key replaces.
    long compactions() {
        return compactions;
    }

    /// Works in peace, has every shard settle, works on, and has every shard settle again, with the
    /// power cut at the given operation of that; returns whether it came so far.
    boolean cutWhileSettling(long operation) {
        SimulatedNode node = boot(disk);
        work(node);
        settleAll(node);
        work(node);
        disk.cutPowerAt(disk.operations() + operation);
        try {
            settleAll(node);
        } catch (StorageException cut) {
            if (!disk.isOff()) {
                throw cut;
            }
        }
        boolean wasCut = disk.isOff();
        settlings += node.settled();
        disk = disk.crash(random);
        committers.forEach(SimulatedCommitter::forgetAnswers);
        return wasCut;
    }

    private void settleAll(SimulatedNode node) {
        for (int shard = 0; shard < SimulatedNode.SHARDS; shard++) {
            node.settle();
            settle(node);
        }
    }

    long acknowledgedRecords() {
        return producers.stream().mapToLong(producer -> producer.acknowledged().size()).sum();
    }

    private void live() {
        disk.cutPowerAt(disk.operations() + 1 + random.nextInt(120));
        boolean failing = forcing && random.nextInt(3) == 0;
        try {
            SimulatedNode node = boot(disk);
            if (!disk.isOff()) {
                check(node);
            }
            if (!forcing) {
                disk.lieAboutForcing();
            }
            if (failing) {
                failOneOperation(node);
            }
            if (forcing && random.nextInt(4) == 0) {
                node.expectFailures();
                disk.limitTo(random.nextInt(1 << 18));
            }
            work(node);
            settlings += node.settled();
        } catch (StorageException cut) {
            if (!disk.isOff() && forcing) {
                throw cut;
            }
            if (!disk.isOff()) {
                complaints.add("recovery found damage: " + cut.getMessage());
            }
        }
        crashes++;
        disk = disk.crash(random);
        committers.forEach(SimulatedCommitter::forgetAnswers);
    }

    /// Some write or force to come fails, and the medium is sound again afterwards.
    private void failOneOperation(SimulatedNode node) {
        node.expectFailures();
        AtomicInteger left = new AtomicInteger(1 + random.nextInt(20));
        disk.failWhen(operation -> left.decrementAndGet() == 0);
    }

    private SimulatedNode boot(FaultDisk onDisk) {
        SimulatedNode node = new SimulatedNode(onDisk, ticker);
        settle(node);
        return node;
    }

    private void settle(SimulatedNode node) {
        int steps = 0;
        while (!disk.isOff() && node.step(random)) {
            if (++steps > STEPS_TO_SETTLE_MAX) {
                throw new AssertionError("the node does not come to rest");
            }
        }
    }

    private void work(SimulatedNode node) {
        if (disk.isOff()) {
            return;
        }
        createTopics(node);
        Topic topic = node.catalogue().byName(TOPIC).orElse(null);
        if (topic == null) {
            return;
        }
        if (producers.isEmpty()) {
            hire(topic);
        }
        producers.forEach(producer -> producer.reconnect(node, topic));
        for (int i = 0; i < STEPS_PER_LIFE_MAX && !disk.isOff(); i++) {
            producers.get(random.nextInt(producers.size())).produce(node, topic, random);
            committers.get(random.nextInt(committers.size())).commit(node, ticker.wallClockMs());
            for (int steps = random.nextInt(6); steps > 0 && !disk.isOff(); steps--) {
                node.step(random);
            }
            if (random.nextInt(8) == 0) {
                node.expire();
                node.settle();
            }
            ticker.advance(random.nextInt(5));
            watchHighWatermarks(node, topic);
            if (random.nextInt(STEPS_PER_LIFE_MAX) == 0 && !disk.isOff()) {
                disk.limitTo(Long.MAX_VALUE);
                node.prepareAgain();
            }
        }
    }

    private void createTopics(SimulatedNode node) {
        for (String name : List.of(Topic.OFFSETS_NAME, TOPIC)) {
            ReplyTo<CatalogueReply> ignored = reply -> {};
            int partitions = name.equals(TOPIC) ? PARTITIONS : SimulatedNode.SHARDS;
            node.request(
                    0,
                    new OnCatalogue(
                            new CreateTopics(
                                    ignored,
                                    List.of(
                                            new NewTopic(
                                                    new Uuid(1, random.nextLong()),
                                                    name,
                                                    partitions,
                                                    settings(name))),
                                    Mode.CARRY_OUT)));
        }
        settle(node);
    }

    private Map<String, String> settings(String topic) {
        if (!topic.equals(TOPIC)) {
            return Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "0");
        }
        return isCompacted
                ? Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "0")
                : Map.of("retention.ms", "-1", "retention.bytes", String.valueOf(bytesKept));
    }

    private void hire(Topic topic) {
        IntStream.range(0, 2 * PARTITIONS)
                .forEach(i -> producers.add(new SimulatedProducer(100 + i, i % PARTITIONS)));
        IntStream.range(0, 6)
                .forEach(i -> committers.add(new SimulatedCommitter("group-" + i, topic, i % 3)));
    }

    private void watchHighWatermarks(SimulatedNode node, Topic topic) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int index = partition;
            node.view(topic, partition)
                    .ifPresent(open -> {
                        highWatermarks[index] =
                                Math.max(highWatermarks[index], open.highWatermark());
                        logStarts[index] = Math.max(logStarts[index], open.logStartOffset());
                    });
        }
    }

    // ---- what must hold after a restart ----

    private void check(SimulatedNode node) {
        if (producers.isEmpty()) {
            return;
        }
        Topic topic = node.catalogue().byName(TOPIC).orElse(null);
        if (topic == null) {
            complaints.add("the topic that clients used is gone");
            return;
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
            Optional<PartitionView.Open> view = node.view(topic, partition);
            if (view.isEmpty()) {
                complaints.add("partition %d is not open".formatted(partition));
                return;
            }
            checkStart(partition, view.get());
            List<Read> records = node.read(topic, partition);
            if (isCompacted) {
                checkCompacted(partition, view.get().highWatermark(), records);
            } else {
                checkRecords(partition, view.get().logStartOffset(), records);
            }
        }
        committers.forEach(committer -> committer.check(node, complaints::add));
        settle(node);
    }

    private void checkStart(int partition, PartitionView.Open view) {
        long start = view.logStartOffset();
        if (start < logStarts[partition]) {
            complaints.add(
                    "partition %d: it began at offset %d, now at %d"
                            .formatted(partition, logStarts[partition], start));
        }
        if (start > 0) {
            expiries++;
            if (bytesKept < 0 || view.sizeBytes() < bytesKept) {
                complaints.add(
                        "partition %d: %d bytes are left from offset %d on, %d were to be kept"
                                .formatted(partition, view.sizeBytes(), start, bytesKept));
            }
        }
    }

    private void checkRecords(int partition, long start, List<Read> records) {
        Set<String> values = new HashSet<>();
        for (int i = 0; i < records.size(); i++) {
            Read read = records.get(i);
            if (read.offset() != start + i) {
                complaints.add(
                        "partition %d: offset %d stands where %d should"
                                .formatted(partition, read.offset(), start + i));
            }
            if (!values.add(read.value())) {
                complaints.add(
                        "partition %d: %s is there twice".formatted(partition, read.value()));
            }
        }
        if (start + records.size() < highWatermarks[partition]) {
            complaints.add(
                    "partition %d: readers had seen offset %d, it ends at %d"
                            .formatted(
                                    partition, highWatermarks[partition], start + records.size()));
        }
        producers.stream()
                .filter(producer -> producer.partition() == partition)
                .forEach(producer -> checkProducer(producer, start, records));
    }

    /// Offsets ascend, and of what was acknowledged each record is there, or a later one of its
    /// key.
    private void checkCompacted(int partition, long end, List<Read> records) {
        if (end < highWatermarks[partition]) {
            complaints.add(
                    "partition %d: readers had seen offset %d, it ends at %d"
                            .formatted(partition, highWatermarks[partition], end));
        }
        Map<Long, String> values = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        long before = -1;
        for (Read read : records) {
            if (read.offset() <= before || values.containsValue(read.value())) {
                complaints.add(
                        "partition %d: %s at offset %d, after offset %d"
                                .formatted(partition, read.value(), read.offset(), before));
            }
            before = read.offset();
            values.put(read.offset(), read.value());
            last.put(SimulatedProducer.key(read.value()), read.offset());
        }
        if (!records.isEmpty() && records.size() <= before) {
            compactions++;
        }
        producers.stream()
                .filter(producer -> producer.partition() == partition)
                .forEach(producer ->
                        producer.acknowledged()
                                .forEach((offset, value) -> {
                                    boolean isReplaced =
                                            last.getOrDefault(SimulatedProducer.key(value), -1L)
                                                    > offset;
                                    if (!value.equals(values.get(offset)) && !isReplaced) {
                                        complaints.add(
                                                "%s was acknowledged at offset %d, and is neither there nor replaced"
                                                        .formatted(value, offset));
                                    }
                                }));
    }

    private void checkProducer(SimulatedProducer producer, long start, List<Read> records) {
        producer.acknowledged()
                .forEach((offset, value) -> {
                    int index = (int) (offset - start);
                    boolean there =
                            index < 0
                                    || (index < records.size()
                                            && records.get(index).value().equals(value));
                    if (!there) {
                        complaints.add(
                                "%s was acknowledged at offset %d and is not there"
                                        .formatted(value, offset));
                    }
                });
    }
}
