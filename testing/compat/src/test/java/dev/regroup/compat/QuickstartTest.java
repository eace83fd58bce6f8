package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The programs of the quick start: the document shows them as they are, and each does what it
/// says, twice, since only the second time shows that the first has committed.
class QuickstartTest {
    private static final long WITHIN_S = 150;
    private static final int RECORDS = 3;
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Path PROGRAMS = ROOT.resolve("examples").resolve("quickstart");

    /// A file's name, then a block that is the file.
    private static final Pattern SHOWN =
            Pattern.compile("(?ms)^`(examples/quickstart/[^`]+)`:\n+```[a-z]*\n(.*?)^```$");

    /// @param client which `provide` has to have named; empty where Maven brings it
    record Program(String language, String file, String client, List<String> command) {
        String path() {
            return language + "/" + file;
        }

        @Override
        public String toString() {
            return path();
        }
    }

    @TempDir private Path folder;

    static Stream<Program> programs() {
        return Stream.of(
                new Program(
                        "java",
                        "Quickstart.java",
                        "",
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                InstalledClients.path("java") + File.separator + "*",
                                "Quickstart.java")),
                new Program(
                        "python",
                        "quickstart.py",
                        "confluent-kafka",
                        List.of(InstalledClients.path("python", "bin", "python"), "quickstart.py")),
                new Program(
                        "node",
                        "quickstart.mjs",
                        "platformatic-kafka",
                        List.of(InstalledClients.path("js", "node"), "quickstart.mjs")),
                new Program(
                        "go",
                        "quickstart.go",
                        "franz-go",
                        List.of("go", "run", "-mod=readonly", ".")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void program_runTwice_goesOnWhereItHasCommitted(Program program) throws Exception {
        if (!program.client().isEmpty()) {
            InstalledClients.require(program.client());
        }
        Path workplace = workplace(program);
        try (InProcessBroker broker =
                InProcessBroker.start("quickstart-" + program.language(), folder.resolve("data"))) {
            assertEquals(told(0), run(program, workplace, broker.bootstrap()));
            assertEquals(told(RECORDS), run(program, workplace, broker.bootstrap()));
        }
    }

    @Test
    void theDocument_showsTheProgramsAsTheyAre() throws IOException {
        Matcher shown = SHOWN.matcher(Files.readString(ROOT.resolve("docs/quickstart.md")));
        List<String> found = new ArrayList<>();
        while (shown.find()) {
            found.add(shown.group(1));
            assertEquals(Files.readString(ROOT.resolve(shown.group(1))), shown.group(2));
        }
        assertEquals(
                programs().map(program -> "examples/quickstart/" + program.path()).toList(), found);
    }

    private static List<String> told(int from) {
        return Stream.of("sent", "received")
                .flatMap(what ->
                        IntStream.range(0, RECORDS)
                                .mapToObj(i ->
                                        "%s hello %d: offset %d".formatted(what, i + 1, from + i)))
                .toList();
    }

    /// A copy of the program's folder, with its libraries beside it as npm puts them.
    private Path workplace(Program program) throws IOException {
        Path original = PROGRAMS.resolve(program.language());
        Path copy = Files.createDirectory(folder.resolve(program.language()));
        try (Stream<Path> files = Files.list(original)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        if (Files.exists(copy.resolve("package.json"))) {
            Files.createSymbolicLink(
                    copy.resolve("node_modules"),
                    Path.of(InstalledClients.path("js", "node_modules")));
        }
        return copy;
    }

    private static List<String> run(Program program, Path workplace, String bootstrap)
            throws Exception {
        Path output = workplace.resolve("output");
        Path errors = workplace.resolve("errors");
        List<String> command = new ArrayList<>(program.command());
        command.add(bootstrap);
        Process process =
                new ProcessBuilder(command)
                        .directory(workplace.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
        try {
            assertTrue(
                    process.waitFor(WITHIN_S, TimeUnit.SECONDS),
                    () -> "%s did not end within %d s".formatted(program, WITHIN_S));
            assertEquals(0, process.exitValue(), Files.readString(errors));
            return Files.readAllLines(output);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
