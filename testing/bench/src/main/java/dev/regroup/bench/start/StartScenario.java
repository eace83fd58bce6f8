package dev.regroup.bench.start;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.Scenario;
import dev.regroup.bench.contender.BrokerProcess;
import dev.regroup.bench.contender.Contender;
import dev.regroup.bench.contender.Contender.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// From exec to the first record produced and consumed, on a fresh directory and on the same one
/// again; then what the broker holds and uses while nobody asks it anything.
public final class StartScenario implements Scenario {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public String about() {
        return "exec to open port and to first produce-and-consume round trip (raw protocol, warmed-up client), memory after 10 s of idleness, processor over 20 s; about 40 s a round and broker";
    }

    @Override
    public List<Outcome> measure(Trial trial) throws IOException, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        // Not counted: it warms up the client, and the system's memory of the files.
        try (BrokerProcess broker = prepare(trial, "warm-up").start()) {
            FirstRoundTrip.make(broker);
        }
        Contender.Prepared prepared = prepare(trial, "measured");
        try (BrokerProcess broker = prepared.start()) {
            add("fresh directory", FirstRoundTrip.make(broker), outcomes);
        }
        try (BrokerProcess broker = prepared.start()) {
            add("restart", FirstRoundTrip.make(broker), outcomes);
            idle(broker, trial.isFull(), outcomes);
        }
        return outcomes;
    }

    private static Contender.Prepared prepare(Trial trial, String folder)
            throws IOException, InterruptedException {
        Path own = Files.createDirectory(trial.folder().resolve(folder));
        return trial.contender().prepare(own, Durability.FSYNC, Map.of());
    }

    private static void add(String series, FirstRoundTrip.Ages ages, List<Outcome> outcomes) {
        outcomes.add(figure(series, "port open", "ms", ms(ages.listening())));
        outcomes.add(figure(series, "round trip", "ms", ms(ages.roundTrip())));
    }

    private static void idle(BrokerProcess broker, boolean full, List<Outcome> outcomes)
            throws IOException, InterruptedException {
        pause(full ? 10 : 1);
        outcomes.add(figure("idle", "RSS", "MB", broker.statusMb("VmRSS")));
        outcomes.add(figure("idle", "RSS anonymous", "MB", broker.statusMb("RssAnon")));
        Duration before = broker.cpu();
        long startNs = System.nanoTime();
        pause(full ? 20 : 1);
        double share =
                (double) broker.cpu().minus(before).toNanos() / (System.nanoTime() - startNs);
        outcomes.add(figure("idle", "CPU of one core", "%", 100 * share));
    }

    private static void pause(int seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(seconds);
    }

    private static double ms(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static Figure figure(String series, String name, String unit, double value) {
        return new Figure(series, name, unit, value, Better.LESS);
    }
}
