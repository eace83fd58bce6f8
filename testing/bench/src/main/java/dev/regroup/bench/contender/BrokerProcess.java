package dev.regroup.bench.contender;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A running broker. Ends with this process, too.
public final class BrokerProcess implements AutoCloseable {
    private static final long ENDS_WITHIN_S = 60;

    private final Process process;
    private final InetSocketAddress address;
    private final Path log;
    private final long startedNs;
    private final Thread atEnd;

    private BrokerProcess(Process process, InetSocketAddress address, Path log, long startedNs) {
        this.process = process;
        this.address = address;
        this.log = log;
        this.startedNs = startedNs;
        this.atEnd = new Thread(process::destroyForcibly, "end-of-broker");
        Runtime.getRuntime().addShutdownHook(atEnd);
    }

    static BrokerProcess start(
            List<String> command, Map<String, String> environment, Path log, int port)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        long startedNs = System.nanoTime();
        return new BrokerProcess(
                builder.start(),
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
                log,
                startedNs);
    }

    public InetSocketAddress address() {
        return address;
    }

    /// As clients take it.
    public String bootstrap() {
        return "%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());
    }

    public long pid() {
        return process.pid();
    }

    /// Since the moment before it was started.
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedNs);
    }

    /// Throws if the process has ended, with the end of what it said.
    public void mustRun() throws IOException {
        if (!process.isAlive()) {
            List<String> lines = Files.readAllLines(log);
            throw new IOException(
                    "the broker has ended with %d: %s"
                            .formatted(
                                    process.exitValue(),
                                    String.join(
                                            "\n",
                                            lines.subList(
                                                    Math.max(0, lines.size() - 10),
                                                    lines.size()))));
        }
    }

    /// Processor time so far.
    public Duration cpu() {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("no processor time of the broker"));
    }

    /// A figure of `/proc/PID/status` in MB, for example `VmRSS`.
    public double statusMb(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow(() -> new IOException("no " + field + " of the broker"));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (!Thread.currentThread().isInterrupted()) {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        }
    }
}
