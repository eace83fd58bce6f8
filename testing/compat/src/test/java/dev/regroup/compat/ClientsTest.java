package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Clients of other languages and other times, each with its program in `testing/compat/clients`,
/// against one broker in this process. `testing/compat/clients/provide` installs them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsTest {
    private static final long WITHIN_S = 150;
    private static final List<String> CHECKS =
            List.of(
                    "admin-create",
                    "admin-describe",
                    "admin-configs",
                    "admin-alter",
                    "produce-none",
                    "produce-gzip",
                    "produce-snappy",
                    "produce-lz4",
                    "produce-zstd",
                    "big",
                    "tiny",
                    "group",
                    "commit",
                    "seek-time",
                    "admin-groups",
                    "admin-offsets",
                    "admin-delete");

    private static final Path PROGRAMS = Path.of("clients").toAbsolutePath();

    /// @param installed whether `provide` has to have named it: Maven brings the Java clients
    /// @param missing the checks that this client has nothing for
    record Client(String name, boolean installed, List<String> command, Set<String> missing) {
        static Client of(String name, String... command) {
            return new Client(name, true, List.of(command), Set.of());
        }

        static Client java(String name, String program) {
            String jars = InstalledClients.path(name);
            return new Client(
                    name,
                    false,
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            jars + File.separator + "*",
                            program("java", program)),
                    Set.of());
        }

        Client without(String... checks) {
            return new Client(name, installed, command, Set.of(checks));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Path folder;
    private InProcessBroker broker;

    static Stream<Client> clients() {
        String node = InstalledClients.path("js", "node");
        String pypi = InstalledClients.path("python", "bin", "python");
        String confluent = program("python", "confluent.py");
        return Stream.of(
                Client.java("java", "Newest.java"),
                Client.java("java-oldest", "Oldest.java"),
                Client.of("debian-confluent-kafka", "/usr/bin/python3", confluent)
                        .without("admin-offsets"),
                Client.of("debian-kafka", "/usr/bin/python3", program("python", "kafkapython.py"))
                        .without("admin-offsets"),
                Client.of("confluent-kafka", pypi, confluent),
                Client.of("aiokafka", pypi, program("python", "aio.py")),
                Client.of("kafkajs", node, program("js", "kafkajs.js")),
                Client.of("platformatic-kafka", node, program("js", "platformatic.js")),
                Client.of("franz-go", InstalledClients.path("go", "suite")),
                Client.of("rdkafka", InstalledClients.path("rust", "debug", "suite")));
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        this.folder = folder;
        broker = InProcessBroker.start("clients", folder.resolve("data"));
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clients")
    void client_findsWhatItExpects(Client client) throws Exception {
        if (client.installed()) {
            InstalledClients.require(client.name());
        }
        Path output = folder.resolve(client.name() + ".txt");
        Path errors = folder.resolve(client.name() + ".err");

        int exit = run(client, output, errors);

        List<String> told = Files.readAllLines(output);
        List<String> expected =
                CHECKS.stream()
                        .map(check -> (client.missing().contains(check) ? "none " : "ok ") + check)
                        .toList();
        String all = "\n%s\n%s".formatted(String.join("\n", told), Files.readString(errors));
        assertAll(
                () -> assertEquals(expected, told.stream().map(ClientsTest::outcome).toList(), all),
                () -> assertEquals(0, exit));
    }

    /// What a line says, without its reasons: `ok tiny`, `FAIL group`.
    private static String outcome(String line) {
        String[] words = line.split(" ", 3);
        return words.length < 2 ? line : words[0] + " " + words[1];
    }

    private int run(Client client, Path output, Path errors) throws Exception {
        List<String> command = new ArrayList<>(client.command());
        command.add(broker.bootstrap());
        command.add(client.name());
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
        builder.environment().put("NODE_PATH", InstalledClients.path("js", "node_modules"));
        // Nothing is written beside the programs.
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        try {
            assertTrue(
                    process.waitFor(WITHIN_S, TimeUnit.SECONDS),
                    () -> "%s did not end within %d s".formatted(client.name(), WITHIN_S));
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String program(String... names) {
        return Path.of(PROGRAMS.toString(), names).toString();
    }
}
