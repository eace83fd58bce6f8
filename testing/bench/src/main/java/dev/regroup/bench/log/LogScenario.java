package dev.regroup.bench.log;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.Scenario;
import dev.regroup.bench.contender.BrokerProcess;
import dev.regroup.bench.contender.Contender.Durability;
import dev.regroup.bench.wire.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Produce and consume at full speed, small requests, end to end latency, cold reads.
public final class LogScenario implements Scenario {
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

    @Override
    public String name() {
        return "log";
    }

    @Override
    public String about() {
        return "stock clients, acks=all, idempotent, batch.size 64 KiB, linger 5 ms: records of 100 B and 1 KB on 1, 6, 100 and 1,000 partitions, with and without fsync; one record a request; latency in an open loop; cold reads";
    }

    @Override
    public List<Outcome> measure(Trial trial) throws IOException, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Durability durability : Durability.values()) {
            if (trial.isFull() || durability == Durability.FSYNC) {
                Path folder = Files.createDirectory(trial.folder().resolve(durability.name()));
                try (BrokerProcess broker =
                        trial.contender().prepare(folder, durability, Map.of()).start()) {
                    Topics topics = Topics.await(broker);
                    throughput(broker, topics, trial, durability, outcomes);
                    small(broker, topics, trial, durability, outcomes);
                    latency(broker, topics, trial, durability, outcomes);
                }
            }
        }
        return outcomes;
    }

    private static void throughput(
            BrokerProcess broker,
            Topics topics,
            Trial trial,
            Durability durability,
            List<Outcome> outcomes)
            throws IOException, InterruptedException {
        int[] counts = trial.isFull() ? new int[] {1, 6, 100, 1_000} : new int[] {6};
        int[] sizes = trial.isFull() ? new int[] {100, 1_000} : new int[] {1_000};
        for (int partitions : counts) {
            for (int bytes : sizes) {
                String topic = "t-%d-%d".formatted(partitions, bytes);
                String series =
                        "%d B, %d partition%s, %s"
                                .formatted(
                                        bytes, partitions, partitions == 1 ? "" : "s", durability);
                topics.create(topic, partitions);
                ClientRun produced = run(broker, trial, "produce", topic, bytes, 8);
                add(outcomes, series, "produce", produced, bytes);
                ClientRun consumed =
                        ClientRun.of(
                                broker,
                                "consume",
                                broker.bootstrap(),
                                topic,
                                Integer.toString(bytes),
                                Long.toString(produced.records()));
                add(outcomes, series, "consume", consumed, bytes);
                if (partitions == 6 && bytes == 1_000 && trial.isFull()) {
                    cold(broker, topic, produced.records(), series, outcomes);
                }
                topics.delete(topic);
            }
        }
    }

    /// Consumes again after the system has forgotten what it held of the files. Only root can have
    /// that done; elsewhere there is no such figure.
    private static void cold(
            BrokerProcess broker, String topic, long records, String series, List<Outcome> outcomes)
            throws IOException, InterruptedException {
        if (!Files.isWritable(DROP_CACHES)) {
            return;
        }
        new ProcessBuilder("sync").start().waitFor();
        Files.writeString(DROP_CACHES, "1");
        ClientRun run =
                ClientRun.of(
                        broker,
                        "consume",
                        broker.bootstrap(),
                        topic,
                        "1000",
                        Long.toString(records));
        add(outcomes, series, "consume, cold", run, 1_000);
    }

    private static void small(
            BrokerProcess broker,
            Topics topics,
            Trial trial,
            Durability durability,
            List<Outcome> outcomes)
            throws IOException, InterruptedException {
        topics.create("small", 6);
        ClientRun run = run(broker, trial, "small", "small", 100, 8);
        String series = "100 B, a request each, " + durability;
        outcomes.add(new Figure(series, "rate", "1/s", run.perSecond(), Better.MORE));
        outcomes.add(new Figure(series, "broker CPU", "us", run.brokerUsPerRecord(), Better.LESS));
        topics.delete("small");
    }

    private static void latency(
            BrokerProcess broker,
            Topics topics,
            Trial trial,
            Durability durability,
            List<Outcome> outcomes)
            throws IOException, InterruptedException {
        int[] rates = trial.isFull() ? new int[] {1_000, 10_000} : new int[] {1_000};
        for (int rate : rates) {
            String topic = "latency-" + rate;
            topics.create(topic, 6);
            // Three times as long to warm up: 60 s before 20 s that count.
            ClientRun run =
                    ClientRun.of(
                            broker,
                            "latency",
                            broker.bootstrap(),
                            topic,
                            "100",
                            trial.isFull() ? "20" : "1",
                            Integer.toString(rate));
            String series = "end to end at %,d/s, %s".formatted(rate, durability);
            outcomes.add(new Figure(series, "p50", "ms", run.more().get(0) / 1e6, Better.LESS));
            outcomes.add(new Figure(series, "p99", "ms", run.more().get(1) / 1e6, Better.LESS));
            outcomes.add(
                    new Figure(series, "broker CPU", "us", run.brokerUsPerRecord(), Better.LESS));
            topics.delete(topic);
        }
    }

    private static ClientRun run(
            BrokerProcess broker, Trial trial, String what, String topic, int bytes, int fullS)
            throws IOException, InterruptedException {
        return ClientRun.of(
                broker,
                what,
                broker.bootstrap(),
                topic,
                Integer.toString(bytes),
                Integer.toString(trial.isFull() ? fullS : 1));
    }

    private static void add(
            List<Outcome> outcomes, String series, String what, ClientRun run, int bytes) {
        outcomes.add(new Figure(series, what, "MB/s", run.perSecond() * bytes / 1e6, Better.MORE));
        outcomes.add(
                new Figure(
                        series,
                        what + ", broker CPU a record",
                        "us",
                        run.brokerUsPerRecord(),
                        Better.LESS));
        // Near all cores, the figure is the client's and not the broker's.
        outcomes.add(
                new Figure(
                        series,
                        what + ", client's share of the cores",
                        "%",
                        100 * run.clientShare(),
                        Better.NEITHER));
    }
}
