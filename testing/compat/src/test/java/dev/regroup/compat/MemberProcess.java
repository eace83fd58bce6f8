package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A member of a group in a process of its own. Its program is given `BOOTSTRAP NAME PROTOCOL
/// ASSIGNOR`, `NAME` being that of group and topic. It prints each [MemberEvent], commits what it
/// has read, and leaves when its standard input ends, so that none outlives the test.
final class MemberProcess implements AutoCloseable {
    private static final long ENDS_WITHIN_S = 30;

    private final String name;
    private final Process process;
    private final Path said;
    private final Path errors;
    private final Queue<MemberEvent> events = new ConcurrentLinkedQueue<>();
    private final List<Throwable> unreadable = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private long endedMs = Long.MAX_VALUE;

    private MemberProcess(String name, Process process, Path folder) {
        this.name = name;
        this.process = process;
        this.said = folder.resolve(name + ".txt");
        this.errors = errors(name, folder);
        this.reader = Thread.ofVirtual().name(name).start(this::readEvents);
    }

    /// @param folder where what it says and complains of is kept, in files of its name
    static MemberProcess start(String name, ClientProgram program, Path folder) {
        try {
            Process process =
                    program.builder().redirectError(errors(name, folder).toFile()).start();
            return new MemberProcess(name, process, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What it has said until now.
    MemberHistory history() {
        return new MemberHistory(name, List.copyOf(events), endedMs);
    }

    Set<Integer> assigned() {
        Set<Integer> assigned = new TreeSet<>();
        for (MemberEvent event : events) {
            switch (event) {
                case MemberEvent.Assigned added -> assigned.addAll(added.partitions());
                case MemberEvent.Revoked revoked -> revoked.partitions().forEach(assigned::remove);
                case MemberEvent.Lost lost -> lost.partitions().forEach(assigned::remove);
                case MemberEvent.Read _, MemberEvent.Committed _ -> {}
            }
        }
        return assigned;
    }

    boolean hasRead() {
        return events.stream().anyMatch(MemberEvent.Read.class::isInstance);
    }

    boolean killed() {
        return endedMs < Long.MAX_VALUE;
    }

    /// Ends it with SIGKILL. What it has said before counts: [Process#destroyForcibly] would close
    /// the stream that may still hold some of it.
    void kill() {
        process.toHandle().destroyForcibly();
        awaitEnd();
        endedMs = System.currentTimeMillis();
    }

    /// Tells it to leave the group.
    void leave() throws IOException {
        process.getOutputStream().close();
    }

    /// It has left, and ended without complaint.
    void assertLeft() {
        awaitEnd();
        assertEquals(0, process.exitValue(), this::complaints);
        assertEquals(List.of(), unreadable);
    }

    String complaints() {
        try {
            return "%s, which owns %s: %s"
                    .formatted(name, assigned(), Files.readString(errors, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void awaitEnd() {
        try {
            assertTrue(
                    process.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS),
                    () -> "not ended within %d s: %s".formatted(ENDS_WITHIN_S, complaints()));
            reader.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path errors(String name, Path folder) {
        return folder.resolve(name + ".err");
    }

    private void readEvents() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                PrintWriter copy = new PrintWriter(said.toFile(), StandardCharsets.UTF_8)) {
            lines.lines().peek(copy::println).map(MemberEvent::parse).forEach(events::add);
        } catch (UncheckedIOException | IOException | IllegalArgumentException e) {
            unreadable.add(e);
        }
    }
}
