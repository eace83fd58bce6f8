package dev.regroup.bench.log;

import dev.regroup.bench.contender.BrokerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One run of [LogClient], and what broker and client used of the processor between its `begin` and
/// its `end`.
///
/// @param more figures behind the first two
record ClientRun(
        long records, Duration elapsed, Duration brokerCpu, Duration clientCpu, List<Long> more) {
    /// What the client says, before the reason, when the broker did not do what it asked for.
    static final String GAVE_UP = "gave up: ";

    /// The broker was too slow for the client, or refused it: a result, too.
    static final class ClientGaveUp extends IOException {
        private static final long serialVersionUID = 1;

        ClientGaveUp(String why) {
            super(why);
        }
    }

    ClientRun {
        more = List.copyOf(more);
    }

    static ClientRun of(BrokerProcess broker, String... arguments)
            throws IOException, InterruptedException {
        Process client =
                new ProcessBuilder(command(arguments))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader lines = client.inputReader(StandardCharsets.UTF_8)) {
            expect(lines, "begin", arguments);
            Duration brokerBefore = broker.cpu();
            Duration clientBefore = cpu(client);
            String end = expect(lines, "end", arguments);
            Duration brokerCpu = broker.cpu().minus(brokerBefore);
            Duration clientCpu = cpu(client).minus(clientBefore);
            List<Long> figures =
                    Arrays.stream(end.split(" ", -1)).skip(1).map(Long::valueOf).toList();
            return new ClientRun(
                    figures.get(0),
                    Duration.ofNanos(figures.get(1)),
                    brokerCpu,
                    clientCpu,
                    figures.subList(2, figures.size()));
        } finally {
            client.destroy();
            client.waitFor();
        }
    }

    double perSecond() {
        return records / (elapsed.toNanos() / 1e9);
    }

    double brokerUsPerRecord() {
        return brokerCpu.toNanos() / 1e3 / records;
    }

    /// Of all cores, 0 to 1.
    double clientShare() {
        return (double) clientCpu.toNanos()
                / elapsed.toNanos()
                / Runtime.getRuntime().availableProcessors();
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:+UseParallelGC",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(LogClient.class.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    private static String expect(BufferedReader lines, String word, String... arguments)
            throws IOException {
        String line = lines.readLine();
        if (line != null && line.startsWith(GAVE_UP)) {
            throw new ClientGaveUp(line.substring(GAVE_UP.length()));
        }
        if (line == null || !line.startsWith(word)) {
            throw new IOException(
                    "the client '%s' said '%s', expected '%s'"
                            .formatted(String.join(" ", arguments), line, word));
        }
        return line;
    }

    private static Duration cpu(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
