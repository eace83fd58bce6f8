package dev.regroup.bench.groups;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.contender.BrokerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// One group's life: all members come at once, then one more, then a tenth falls silent, then a
/// tenth is killed.
final class Storm {
    static final int SESSION_TIMEOUT_MS = 6_000;
    static final String SETTLED = "settled";
    static final String ONE_MORE = "one more";
    static final String SILENT = "a tenth silent, after its expiry";
    static final String KILLED = "a tenth killed, after its expiry";
    static final List<String> NAMES = List.of(SETTLED, ONE_MORE, SILENT, KILLED);
    private static final long SETTLES_WITHIN_MS = 120_000;

    private final BrokerProcess broker;
    private final String series;
    private final int partitions;
    private final List<Outcome> outcomes;

    Storm(BrokerProcess broker, String series, int partitions, List<Outcome> outcomes) {
        this.broker = broker;
        this.series = series;
        this.partitions = partitions;
        this.outcomes = outcomes;
    }

    /// Connects a new member, which does not join yet.
    interface Maker {
        Member member(Loop loop) throws IOException;
    }

    void run(int count, Maker maker) throws IOException {
        try (Loop loop = new Loop(broker.address())) {
            Crowd crowd = new Crowd(loop, partitions);
            List<Member> toCome = new ArrayList<>();
            for (int i = 0; i < count + 1; i++) {
                toCome.add(maker.member(loop));
            }
            long startNs = System.nanoTime();
            toCome.subList(0, count).forEach(crowd::add);
            add(SETTLED, settledMs(crowd, startNs, SETTLED));

            startNs = System.nanoTime();
            crowd.add(toCome.getLast());
            add(ONE_MORE, settledMs(crowd, startNs, ONE_MORE));

            startNs = System.nanoTime();
            lost(crowd, count / 10).forEach(Member::fallSilent);
            add(SILENT, settledMs(crowd, startNs, SILENT) - SESSION_TIMEOUT_MS);

            startNs = System.nanoTime();
            lost(crowd, count / 10).forEach(Member::die);
            add(KILLED, settledMs(crowd, startNs, KILLED) - SESSION_TIMEOUT_MS);
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

    private double settledMs(Crowd crowd, long sinceNs, String name) throws IOException {
        return crowd.awaitSettled(sinceNs, SETTLES_WITHIN_MS, series + ", " + name);
    }

    /// Of an expiry only what comes after the session timeout counts. It may seem early by up to a
    /// heartbeat's interval, since sessions count from the last heartbeat.
    private void add(String name, double ms) {
        outcomes.add(new Figure(series, name, "ms", ms, Better.LESS));
    }
}
