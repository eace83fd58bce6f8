package dev.regroup.bench.groups;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.Outcome.NotYet;
import dev.regroup.bench.Scenario.Scale;
import dev.regroup.bench.contender.BrokerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What the lightweight members leave out: how long it takes until records arrive again, at stock
/// Java consumers. See [StockConsumers] for what counts as settled.
final class StockRun {
    static final String TOPIC = "stock";
    static final int PARTITIONS = 60;
    private static final String ALL = "all join";
    private static final String ONE_MORE = "one more";
    private static final String KILLED = "one killed";
    private static final String PAUSE = ": longest pause of a partition";
    private static final long WITHIN_S = 120;

    private final BrokerProcess broker;
    private final Scale scale;
    private final List<Outcome> outcomes;

    private record Happened(double settledMs, double pauseMs) {}

    /// @param broker has the topic
    StockRun(BrokerProcess broker, Scale scale, List<Outcome> outcomes) {
        this.broker = broker;
        this.scale = scale;
        this.outcomes = outcomes;
    }

    void notYet(String protocol) {
        for (String name : List.of(ALL, ONE_MORE, ONE_MORE + PAUSE, KILLED, KILLED + PAUSE)) {
            outcomes.add(new NotYet(series(protocol), name));
        }
    }

    void measure(String protocol) throws IOException, InterruptedException {
        Process client =
                new ProcessBuilder(command(protocol))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (Writer events = client.outputWriter(StandardCharsets.UTF_8);
                BufferedReader answers = client.inputReader(StandardCharsets.UTF_8)) {
            add(protocol, ALL, happen(client, events, answers, "join " + count()).settledMs);
            Happened more = happen(client, events, answers, "more");
            add(protocol, ONE_MORE, more.settledMs);
            add(protocol, ONE_MORE + PAUSE, more.pauseMs);
            Happened killed = happen(client, events, answers, "kill");
            add(protocol, KILLED, killed.settledMs);
            add(protocol, KILLED + PAUSE, killed.pauseMs);
        } finally {
            client.destroyForcibly();
            client.waitFor();
        }
    }

    private static Happened happen(
            Process client, Writer events, BufferedReader answers, String event)
            throws IOException, InterruptedException {
        events.write(event + "\n");
        events.flush();
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (!answers.ready()) {
            if (client.waitFor(5, TimeUnit.MILLISECONDS) || System.nanoTime() > endNs) {
                throw new IOException("stock consumers did not settle after '" + event + "'");
            }
        }
        String[] figures = answers.readLine().split(" ", -1);
        return new Happened(Double.parseDouble(figures[0]), Double.parseDouble(figures[1]));
    }

    private void add(String protocol, String name, double ms) {
        outcomes.add(new Figure(series(protocol), name, "ms", ms, Better.LESS));
    }

    private String series(String protocol) {
        return "%d stock consumers, %s, records arrive".formatted(count(), protocol);
    }

    private int count() {
        return scale == Scale.FULL ? 20 : 3;
    }

    private List<String> command(String protocol) {
        Timing timing = Timing.of(scale);
        return StockConsumers.command(
                StockConsumers.class,
                List.of(
                        Integer.toString(PARTITIONS),
                        broker.bootstrap(),
                        TOPIC,
                        protocol,
                        Integer.toString(timing.sessionTimeoutMs()),
                        Integer.toString(timing.heartbeatIntervalMs())));
    }
}
