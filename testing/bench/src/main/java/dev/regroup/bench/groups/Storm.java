package dev.regroup.bench.groups;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.Outcome.NotYet;
import dev.regroup.bench.contender.BrokerProcess;
import dev.regroup.bench.groups.Crowd.Settled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One group's life: all members come at once, then one more, then a tenth falls silent, then a
/// tenth is killed.
final class Storm {
    private static final String ALL = "all join";
    private static final String ONE_MORE = "one more";
    private static final String SILENT = "a tenth silent, after its expiry";
    private static final String KILLED = "a tenth killed";
    private static final long SETTLES_WITHIN_MS = 120_000;

    private final BrokerProcess broker;
    private final String series;
    private final int sessionTimeoutMs;
    private final List<Outcome> outcomes;

    /// @param sessionTimeoutMs of the members
    Storm(BrokerProcess broker, String series, int sessionTimeoutMs, List<Outcome> outcomes) {
        this.broker = broker;
        this.series = series;
        this.sessionTimeoutMs = sessionTimeoutMs;
        this.outcomes = outcomes;
    }

    /// Makes the member of this number, which does not join yet.
    interface Maker {
        Member member(Voice voice, int number);
    }

    void notYet() {
        for (String name : List.of(ALL, ONE_MORE, SILENT, KILLED)) {
            outcomes.add(new NotYet(series, name));
            outcomes.add(new NotYet(series, epochs(name)));
        }
    }

    void run(int count, int partitions, Maker maker) throws IOException {
        try (Loop loop = new Loop(broker.address())) {
            Crowd crowd = new Crowd(loop, partitions);
            List<Member> toCome = new ArrayList<>();
            for (int i = 0; i < count + 1; i++) {
                toCome.add(maker.member(new Voice(loop.timers(), loop.connect()), i));
            }
            long startNs = System.nanoTime();
            toCome.subList(0, count).forEach(crowd::add);
            int epoch = settle(crowd, ALL, startNs, 0);

            startNs = System.nanoTime();
            crowd.add(toCome.getLast());
            epoch = settle(crowd, ONE_MORE, startNs, epoch);

            // The last session to expire is that of the member that spoke last.
            List<Member> silent = lost(crowd, count / 10);
            silent.forEach(member -> member.voice().fallSilent());
            long saidNs =
                    silent.stream()
                            .mapToLong(member -> member.voice().saidNs())
                            .max()
                            .orElseThrow();
            long expiredNs = saidNs + TimeUnit.MILLISECONDS.toNanos(sessionTimeoutMs);
            epoch = settle(crowd, SILENT, expiredNs, epoch);

            startNs = System.nanoTime();
            lost(crowd, count / 10).forEach(member -> member.voice().die());
            settle(crowd, KILLED, startNs, epoch);
        }
    }

    /// Takes members out of the crowd, evenly from its whole length.
    private static List<Member> lost(Crowd crowd, int count) {
        List<Member> lost = new ArrayList<>();
        int step = Math.max(1, crowd.members().size() / count);
        for (int i = 0; i < crowd.members().size() && lost.size() < count; i += step) {
            lost.add(crowd.members().get(i));
        }
        crowd.members().removeAll(lost);
        return lost;
    }

    /// @param before the epoch until now
    /// @return the one in which the group settled
    private int settle(Crowd crowd, String name, long startNs, int before) throws IOException {
        Settled settled = crowd.awaitSettled(SETTLES_WITHIN_MS, series + ", " + name);
        double ms = (settled.atNs() - startNs) / 1e6;
        outcomes.add(new Figure(series, name, "ms", ms, Better.LESS));
        int epochs = settled.epoch() - before;
        outcomes.add(new Figure(series, epochs(name), "1", epochs, Better.NEITHER));
        return settled.epoch();
    }

    /// Generations or epochs that it took.
    private static String epochs(String name) {
        return name + ": epochs";
    }
}
