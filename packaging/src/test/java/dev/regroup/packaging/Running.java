package dev.regroup.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A broker's process, from its banner to its end.
final class Running implements AutoCloseable {
    private static final long WITHIN_S = 60;
    private static final Pattern CLIENTS = Pattern.compile("clients +(\\S+)");
    private static final Pattern STOP = Pattern.compile("kill \\d+");

    private final Process process;
    private final Path output;

    private Running(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /// Starts it and waits for its banner.
    ///
    /// @param environment all that the process gets
    static Running start(List<String> command, Map<String, String> environment, Path folder)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Running running = new Running(builder.start(), output);
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (!STOP.matcher(running.said()).find()) {
            if (running.process.waitFor(10, TimeUnit.MILLISECONDS)
                    || System.nanoTime() > deadlineNs) {
                running.close();
                throw new AssertionError("no banner: " + running.said());
            }
        }
        return running;
    }

    String said() throws IOException {
        return Files.readString(output);
    }

    String clients() throws IOException {
        Matcher matcher = CLIENTS.matcher(said());
        if (!matcher.find()) {
            throw new AssertionError("no address: " + said());
        }
        return matcher.group(1);
    }

    long pid() {
        return process.pid();
    }

    /// Sends SIGTERM; returns the exit code.
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(WITHIN_S, TimeUnit.SECONDS)) {
            throw new AssertionError("did not end at SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
