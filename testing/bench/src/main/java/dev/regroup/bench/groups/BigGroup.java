package dev.regroup.bench.groups;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.contender.BrokerProcess;
import dev.regroup.bench.groups.Crowd.Settled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// One large group, of which all members come at once and then one more, beside a small group of
/// the same shard that goes on beating.
final class BigGroup {
    private static final long SETTLES_WITHIN_MS = 120_000;
    private static final double NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final BrokerProcess broker;
    private final String series;
    private final Bystander bystander;
    private final List<Outcome> outcomes;

    BigGroup(BrokerProcess broker, String series, Bystander bystander, List<Outcome> outcomes) {
        this.broker = broker;
        this.series = series;
        this.bystander = bystander;
        this.outcomes = outcomes;
    }

    void run(int count, int partitions, Storm.Maker maker) throws IOException {
        try (Loop loop = new Loop(broker.address())) {
            Crowd crowd = new Crowd(loop, partitions);
            List<Member> toCome = new ArrayList<>();
            for (int i = 0; i < count + 1; i++) {
                toCome.add(maker.member(new Voice(loop.timers(), loop.connect()), i));
            }
            settle(crowd, "all join", toCome.subList(0, count));
            settle(crowd, "one more", toCome.subList(count, count + 1));
        }
    }

    private void settle(Crowd crowd, String name, List<Member> come) throws IOException {
        long startNs = System.nanoTime();
        come.forEach(crowd::add);
        Settled settled = crowd.awaitSettled(SETTLES_WITHIN_MS, series + ", " + name);
        add(name, settled.atNs() - startNs);
        Histogram took = bystander.between(startNs, settled.atNs());
        add(name + ": p99 of a heartbeat beside it", took.getValueAtPercentile(99));
        add(name + ": longest heartbeat beside it", took.getMaxValue());
    }

    private void add(String name, long ns) {
        outcomes.add(new Figure(series, name, "ms", ns / NS_PER_MS, Better.LESS));
    }
}
