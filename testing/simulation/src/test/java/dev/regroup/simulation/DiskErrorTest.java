package dev.regroup.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.catalogue.CatalogueCommand.CreateTopics;
import dev.regroup.broker.catalogue.CatalogueCommand.Mode;
import dev.regroup.broker.catalogue.CatalogueCommand.NewTopic;
import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.broker.shard.ShardCommand.OnCatalogue;
import dev.regroup.storage.disk.DiskOperation;
import dev.regroup.storage.disk.FaultDisk;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Producers that always have requests in flight, on a disk that fails or fills under them and
/// recovers: they are told to ask again, and in the end everything is there, in order, once.
class DiskErrorTest {
    private static final int PRODUCERS = 6;
    private static final int PARTITIONS = 3;
    private static final int ENOUGH = 60;
    private static final int STEPS_MAX = 20_000;
    private static final String TOPIC = "t";

    private final VirtualTicker ticker = new VirtualTicker();
    private final FaultDisk disk = new FaultDisk();
    private final List<SimulatedProducer> producers =
            IntStream.range(0, PRODUCERS)
                    .mapToObj(i -> new SimulatedProducer(100 + i, i % PARTITIONS))
                    .toList();

    @ParameterizedTest
    @EnumSource(
            value = DiskOperation.Kind.class,
            names = {"WRITE", "FORCE"})
    void anyWriteOrForceThatFails_isAskedForAgain(DiskOperation.Kind kind) {
        for (int nth = 1; nth <= 40; nth++) {
            new DiskErrorTest().failNth(kind, nth);
        }
    }

    private void failNth(DiskOperation.Kind kind, int nth) {
        SplittableRandom random = new SplittableRandom(nth);
        SimulatedNode node = new SimulatedNode(disk, ticker);
        Topic topic = createTopic(node, random);
        node.expectFailures();
        AtomicInteger left = new AtomicInteger(nth);
        disk.failWhen(operation -> operation.kind() == kind && left.decrementAndGet() == 0);

        produceUntil(node, topic, random, ENOUGH + 10L * nth);

        assertTrue(left.get() <= 0, () -> "%s %d was never asked for".formatted(kind, nth));
        check(node, topic);
        check(new SimulatedNode(disk.shutDown(), ticker), topic);
        check(new SimulatedNode(disk.crash(random), ticker), topic);
    }

    @Test
    void aDiskThatFills_refusesRecordsUntilThereIsSpace() {
        for (int seed = 1; seed <= 20; seed++) {
            new DiskErrorTest().fill(new SplittableRandom(seed));
        }
    }

    private void fill(SplittableRandom random) {
        SimulatedNode node = new SimulatedNode(disk, ticker);
        Topic topic = createTopic(node, random);
        node.expectFailures();
        disk.limitTo(1 << 16);
        int steps = 0;
        while (!node.refusesRecords()) {
            step(node, topic, random);
            assertTrue(++steps < STEPS_MAX, "the disk does not fill");
        }
        check(node, topic);
        check(new SimulatedNode(disk.crash(random), ticker), topic);

        disk.limitTo(Long.MAX_VALUE);
        node.prepareAgain();

        produceUntil(node, topic, random, acknowledged() + ENOUGH);
        check(node, topic);
        check(new SimulatedNode(disk.crash(random), ticker), topic);
    }

    private Topic createTopic(SimulatedNode node, SplittableRandom random) {
        settle(node, random);
        ReplyTo<CatalogueReply> ignored = reply -> {};
        NewTopic topic = new NewTopic(new Uuid(1, 7), TOPIC, PARTITIONS, Map.of());
        node.request(0, new OnCatalogue(new CreateTopics(ignored, List.of(topic), Mode.CARRY_OUT)));
        settle(node, random);
        return node.catalogue().byName(TOPIC).orElseThrow();
    }

    private void produceUntil(
            SimulatedNode node, Topic topic, SplittableRandom random, long acknowledged) {
        int steps = 0;
        while (acknowledged() < acknowledged) {
            step(node, topic, random);
            assertTrue(++steps < STEPS_MAX, () -> "%d acknowledged".formatted(acknowledged()));
        }
    }

    private void step(SimulatedNode node, Topic topic, SplittableRandom random) {
        producers.get(random.nextInt(PRODUCERS)).produce(node, topic, random);
        node.step(random);
        ticker.advance(random.nextInt(5));
        if (random.nextInt(20) == 0) {
            // As the journal's thread does every second.
            node.prepareAgain();
        }
    }

    private long acknowledged() {
        return producers.stream().mapToLong(producer -> producer.acknowledged().size()).sum();
    }

    private static void settle(SimulatedNode node, SplittableRandom random) {
        boolean more = true;
        while (more) {
            more = node.step(random);
        }
    }

    /// Every acknowledged record is where it was acknowledged, and nothing is there twice.
    private void check(SimulatedNode node, Topic topic) {
        SplittableRandom random = new SplittableRandom(0);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int steps = 0; node.view(topic, partition).isEmpty(); steps++) {
                assertTrue(node.step(random) && steps < STEPS_MAX, "a partition stays closed");
                ticker.advance(1);
            }
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int of = partition;
            List<String> values =
                    node.read(topic, partition).stream().map(SimulatedNode.Read::value).toList();
            assertEquals(values.size(), values.stream().distinct().count(), "there twice");
            producers.stream()
                    .filter(producer -> producer.partition() == of)
                    .forEach(producer ->
                            producer.acknowledged()
                                    .forEach((offset, value) ->
                                            assertEquals(value, values.get(offset.intValue()))));
        }
    }
}
