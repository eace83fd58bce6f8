package dev.regroup.bench.groups;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.Outcome.NotYet;
import dev.regroup.bench.contender.BrokerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What the lightweight members leave out: how long it takes until records arrive again, at stock
/// Java consumers.
final class StockRun {
    static final String TOPIC = "stock";
    static final int PARTITIONS = 60;
    private static final int SESSION_TIMEOUT_MS = 6_000;
    private static final long WITHIN_S = 120;

    private final BrokerProcess broker;
    private final boolean full;
    private final List<Outcome> outcomes;

    /// @param broker has the topic
    StockRun(BrokerProcess broker, boolean full, List<Outcome> outcomes) {
        this.broker = broker;
        this.full = full;
        this.outcomes = outcomes;
    }

    void notYet(String protocol) {
        for (String name : List.of("all join", "one more", "one lost, after its expiry")) {
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
            add(protocol, "all join", happen(client, events, answers, "join " + count()));
            add(protocol, "one more", happen(client, events, answers, "join 1"));
            double lost = happen(client, events, answers, "lose 1");
            add(protocol, "one lost, after its expiry", lost - SESSION_TIMEOUT_MS);
        } finally {
            client.destroyForcibly();
            client.waitFor();
        }
    }

    private static double happen(
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
        return Double.parseDouble(answers.readLine());
    }

    private void add(String protocol, String name, double ms) {
        outcomes.add(new Figure(series(protocol), name, "ms", ms, Better.LESS));
    }

    private String series(String protocol) {
        return "%d stock consumers, %s, records arrive".formatted(count(), protocol);
    }

    private int count() {
        return full ? 20 : 3;
    }

    private List<String> command(String protocol) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(StockConsumers.class.getName());
        command.addAll(List.of(broker.bootstrap(), TOPIC, Integer.toString(PARTITIONS), protocol));
        return command;
    }
}
