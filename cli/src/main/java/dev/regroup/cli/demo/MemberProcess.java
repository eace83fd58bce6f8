package dev.regroup.cli.demo;

import dev.regroup.cli.broker.StartException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/// A member of the group: `regroup demo-member` in a process of its own.
final class MemberProcess {
    private static final long ENDS_WITHIN_S = 20;

    private final String name;
    private final Process process;
    private final Thread listening;

    /// @param events told what the member says, on a thread of its own
    MemberProcess(String name, List<String> arguments, BiConsumer<String, MemberEvent> events) {
        this.name = name;
        try {
            this.process =
                    new ProcessBuilder(OwnCommand.line(arguments))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            throw new StartException("member %s cannot be started".formatted(name), e);
        }
        this.listening =
                Thread.ofPlatform().daemon().name("demo-" + name).start(() -> listen(events));
    }

    String name() {
        return name;
    }

    boolean alive() {
        return process.isAlive();
    }

    /// Ends it as `kill -9` does, without a word to the group. Returns at once.
    void kill() {
        process.destroyForcibly();
    }

    /// Has it leave the group and end.
    void leave() throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitEnd();
    }

    /// Waits until it is gone and all that it has said is heard.
    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        listening.join(TimeUnit.SECONDS.toMillis(ENDS_WITHIN_S));
    }

    private void listen(BiConsumer<String, MemberEvent> events) {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines()
                    .forEach(line ->
                            MemberEvent.parse(line).ifPresent(event -> events.accept(name, event)));
        } catch (IOException | UncheckedIOException e) {
            // The pipe of a killed process ends this way too.
            process.destroyForcibly();
        }
    }
}
