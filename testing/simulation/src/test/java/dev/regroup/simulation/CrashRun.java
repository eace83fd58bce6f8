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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/// One seed: clients produce and commit while the power is cut again and again, at any write or
/// force. After each restart everything acknowledged must be there, in order, once.
final class CrashRun {
    private static final int PARTITIONS = 5;
    private static final int STEPS_PER_LIFE_MAX = 400;
    private static final int STEPS_TO_SETTLE_MAX = 100_000;
    private static final String TOPIC = "simulated";

    private final SplittableRandom random;
    private final VirtualTicker ticker = new VirtualTicker();
    private final List<SimulatedProducer> producers = new ArrayList<>();
    private final List<SimulatedCommitter> committers = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final long[] highWatermarks = new long[PARTITIONS];
    private final boolean forcing;
    private FaultDisk disk = new FaultDisk();
    private long crashes;

    /// @param forcing false for a disk whose forces do nothing
    CrashRun(long seed, boolean forcing) {
        this.random = new SplittableRandom(seed);
        this.forcing = forcing;
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
            work(node);
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
            ticker.advance(random.nextInt(5));
            watchHighWatermarks(node, topic);
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
                                                    Map.of())),
                                    Mode.CARRY_OUT)));
        }
        settle(node);
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
                    .ifPresent(open ->
                            highWatermarks[index] =
                                    Math.max(highWatermarks[index], open.highWatermark()));
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
            if (node.view(topic, partition).isEmpty()) {
                complaints.add("partition %d is not open".formatted(partition));
                return;
            }
            checkRecords(partition, node.read(topic, partition));
        }
        committers.forEach(committer -> committer.check(node, complaints::add));
        settle(node);
    }

    private void checkRecords(int partition, List<Read> records) {
        Set<String> values = new HashSet<>();
        for (int i = 0; i < records.size(); i++) {
            Read read = records.get(i);
            if (read.offset() != i) {
                complaints.add(
                        "partition %d: offset %d stands where %d should"
                                .formatted(partition, read.offset(), i));
            }
            if (!values.add(read.value())) {
                complaints.add(
                        "partition %d: %s is there twice".formatted(partition, read.value()));
            }
        }
        if (records.size() < highWatermarks[partition]) {
            complaints.add(
                    "partition %d: readers had seen offset %d, it ends at %d"
                            .formatted(partition, highWatermarks[partition], records.size()));
        }
        producers.stream()
                .filter(producer -> producer.partition() == partition)
                .forEach(producer -> checkProducer(producer, records));
    }

    private void checkProducer(SimulatedProducer producer, List<Read> records) {
        producer.acknowledged()
                .forEach((offset, value) -> {
                    boolean there =
                            offset < records.size()
                                    && records.get(offset.intValue()).value().equals(value);
                    if (!there) {
                        complaints.add(
                                "%s was acknowledged at offset %d and is not there"
                                        .formatted(value, offset));
                    }
                });
    }
}
