package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
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

    /// @param missing the checks that this client has nothing for
    record Client(ClientProgram program, Set<String> missing) {
        static Client of(ClientProgram program, String... missing) {
            return new Client(program, Set.of(missing));
        }

        String name() {
            return program.client();
        }

        @Override
        public String toString() {
            return name();
        }
    }

    private Path folder;
    private InProcessBroker broker;

    static Stream<Client> clients() {
        return Stream.of(
                Client.of(ClientProgram.javaSource("java", "Newest.java")),
                Client.of(ClientProgram.javaSource("java-oldest", "Oldest.java")),
                Client.of(
                        ClientProgram.debianPython("debian-confluent-kafka", "confluent.py"),
                        "admin-offsets"),
                Client.of(
                        ClientProgram.debianPython("debian-kafka", "kafkapython.py"),
                        "admin-offsets"),
                Client.of(ClientProgram.python("confluent-kafka", "confluent.py")),
                Client.of(ClientProgram.python("aiokafka", "aio.py")),
                Client.of(ClientProgram.node("kafkajs", "kafkajs.js")),
                Client.of(ClientProgram.node("platformatic-kafka", "platformatic.js")),
                Client.of(ClientProgram.go()),
                Client.of(ClientProgram.rust()));
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
        client.program().require();
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
        ProcessBuilder builder =
                client.program()
                        .with(broker.bootstrap(), client.name())
                        .builder()
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
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
}
