package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Debian's kcat (librdkafka): produce, consume, a group with a rebalance, a restart in the middle.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KcatTest {
    private static final long WITHIN_S = 60;
    private static final List<String> LINES =
            IntStream.range(0, 1_000).mapToObj(i -> "line-" + i).toList();

    private Path folder;
    private BrokerProcess broker;

    @BeforeAll
    void start(@TempDir Path folder) {
        this.folder = folder;
        boolean installed =
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "kcat")));
        assertTrue(
                installed || System.getenv("CI") == null,
                "kcat is missing: in CI nothing is skipped");
        Assumptions.assumeTrue(installed, "SKIPPED: kcat is not installed (apt-get install kcat)");
        broker = BrokerProcess.start(folder);
    }

    @AfterAll
    void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void linesProduced_areConsumedInOrder(String compression) throws Exception {
        String topic = "kcat-" + compression;

        produce(topic, LINES, "-z", compression);

        assertEquals(LINES, run(List.of(), "-C", "-t", topic, "-e", "-q"));
    }

    @Test
    void linesProducedBeforeAndAfterARestart_areAllThere() throws Exception {
        produce("kcat-restarted", LINES);
        broker.stop();
        broker.restart();
        produce("kcat-restarted", LINES);

        List<String> read = run(List.of(), "-C", "-t", "kcat-restarted", "-e", "-q");

        assertEquals(2_000, read.size());
        assertEquals(LINES, read.subList(0, 1_000));
        assertEquals(LINES, read.subList(1_000, 2_000));
    }

    @Test
    void aSecondMember_takesItsShare() throws Exception {
        produce("kcat-shared", LINES);
        Path firstOutput = folder.resolve("first.txt");
        Path secondOutput = folder.resolve("second.txt");
        Process first = member("kcat-shared", firstOutput);
        try {
            Await.until(
                    "the first member receives every line",
                    WITHIN_S,
                    () -> lines(firstOutput).containsAll(LINES),
                    () -> lines(firstOutput).size());
            Process second = member("kcat-shared", secondOutput);
            try {
                Await.until(
                        "the second member's assignment",
                        WITHIN_S,
                        () ->
                                contains(secondOutput, "rebalanced")
                                        && contains(firstOutput, "revoked"),
                        () -> lines(secondOutput));
            } finally {
                second.destroy();
                assertTrue(second.waitFor(WITHIN_S, TimeUnit.SECONDS));
            }
        } finally {
            first.destroy();
            assertTrue(first.waitFor(WITHIN_S, TimeUnit.SECONDS));
        }
        // Its offsets were committed as it left: a later member starts where it ended.
        produce("kcat-shared", List.of("after"));
        assertEquals(
                List.of("after"),
                run(
                        List.of(),
                        "-G",
                        "kcat-group",
                        "-q",
                        "-e",
                        "-X",
                        "auto.offset.reset=earliest",
                        "kcat-shared"));
    }

    private Process member(String topic, Path output) throws IOException {
        return new ProcessBuilder(
                        "kcat",
                        "-b",
                        broker.bootstrap(),
                        "-G",
                        "kcat-group",
                        "-u",
                        "-X",
                        "auto.offset.reset=earliest",
                        topic)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private void produce(String topic, List<String> lines, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-P", "-t", topic));
        arguments.addAll(List.of(options));
        run(lines, arguments.toArray(String[]::new));
    }

    /// Runs kcat with `input` on its standard input; returns what it prints.
    private List<String> run(List<String> input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("kcat", "-b", broker.bootstrap()));
        command.addAll(List.of(arguments));
        Path in = Files.write(Files.createTempFile(folder, "in", ".txt"), input);
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        boolean ended = process.waitFor(WITHIN_S, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertTrue(ended, () -> "kcat did not end: " + command);
        assertEquals(0, process.exitValue(), Files.readString(err));
        return Files.readAllLines(out);
    }

    private static boolean contains(Path file, String text) {
        return lines(file).stream().anyMatch(line -> line.contains(text));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
