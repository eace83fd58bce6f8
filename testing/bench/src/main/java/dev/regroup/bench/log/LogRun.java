package dev.regroup.bench.log;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.Outcome.Skipped;
import dev.regroup.bench.contender.BrokerProcess;
import dev.regroup.bench.log.ClientRun.ClientGaveUp;
import dev.regroup.bench.wire.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Everything that is measured on one running broker.
final class LogRun {
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

    private final BrokerProcess broker;
    private final Topics topics;
    private final boolean full;
    private final String durability;
    private final List<Outcome> outcomes;

    LogRun(BrokerProcess broker, boolean full, String durability, List<Outcome> outcomes)
            throws IOException {
        this.broker = broker;
        this.topics = Topics.await(broker);
        this.full = full;
        this.durability = durability;
        this.outcomes = outcomes;
    }

    void all() throws IOException, InterruptedException {
        int[] counts = full ? new int[] {1, 6, 100, 1_000} : new int[] {6};
        int[] sizes = full ? new int[] {100, 1_000} : new int[] {1_000};
        for (int partitions : counts) {
            for (int bytes : sizes) {
                throughput(partitions, bytes);
            }
        }
        small();
        int[] rates = full ? new int[] {1_000, 10_000} : new int[] {1_000};
        for (int rate : rates) {
            latency(rate);
        }
    }

    private void throughput(int partitions, int bytes) throws IOException, InterruptedException {
        String topic = "t-%d-%d".formatted(partitions, bytes);
        String series =
                "%d B, %d partition%s, %s"
                        .formatted(bytes, partitions, partitions == 1 ? "" : "s", durability);
        topics.create(topic, partitions);
        try {
            throughput(series, topic, partitions, bytes);
        } catch (ClientGaveUp e) {
            outcomes.add(
                    new Skipped(series, "produce", "the stock client gave up: " + e.getMessage()));
        }
        topics.delete(topic);
    }

    private void throughput(String series, String topic, int partitions, int bytes)
            throws IOException, InterruptedException {
        ClientRun produced = forSeconds("produce", topic, bytes);
        add(series, "produce", produced, bytes);
        add(series, "consume", consumed(topic, bytes, produced.records()), bytes);
        if (partitions == 6 && bytes == 1_000 && full && Files.isWritable(DROP_CACHES)) {
            // The system forgets what it holds of the files. Only root can have that done;
            // elsewhere there is no such figure.
            new ProcessBuilder("sync").start().waitFor();
            Files.writeString(DROP_CACHES, "1");
            add(series, "consume, cold", consumed(topic, bytes, produced.records()), bytes);
        }
    }

    private void small() throws IOException, InterruptedException {
        topics.create("small", 6);
        ClientRun run = forSeconds("small", "small", 100);
        String series = "100 B, a request each, " + durability;
        outcomes.add(new Figure(series, "rate", "1/s", run.perSecond(), Better.MORE));
        outcomes.add(new Figure(series, "broker CPU", "us", run.brokerUsPerRecord(), Better.LESS));
        topics.delete("small");
    }

    /// Three times as long to warm up: 60 s before 20 s that count.
    private void latency(int rate) throws IOException, InterruptedException {
        String topic = "latency-" + rate;
        topics.create(topic, 6);
        ClientRun run = run("latency", topic, 100, full ? 20 : 1, Integer.toString(rate));
        String series = "end to end at %,d/s, %s".formatted(rate, durability);
        outcomes.add(new Figure(series, "p50", "ms", run.more().get(0) / 1e6, Better.LESS));
        outcomes.add(new Figure(series, "p99", "ms", run.more().get(1) / 1e6, Better.LESS));
        outcomes.add(new Figure(series, "broker CPU", "us", run.brokerUsPerRecord(), Better.LESS));
        topics.delete(topic);
    }

    private ClientRun forSeconds(String what, String topic, int bytes)
            throws IOException, InterruptedException {
        return run(what, topic, bytes, full ? 8 : 1, "");
    }

    private ClientRun consumed(String topic, int bytes, long records)
            throws IOException, InterruptedException {
        return run("consume", topic, bytes, records, "");
    }

    private ClientRun run(String what, String topic, int bytes, long amount, String rate)
            throws IOException, InterruptedException {
        return ClientRun.of(
                broker,
                what,
                broker.bootstrap(),
                topic,
                Integer.toString(bytes),
                Long.toString(amount),
                rate);
    }

    private void add(String series, String what, ClientRun run, int bytes) {
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
