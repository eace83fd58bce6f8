package dev.regroup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.cli.rehearsal.Rehearsal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process as a user starts it: what it says, and how it ends.
class MainTest {
    private static final long ENDS_WITHIN_S = 30;

    @TempDir private Path folder;

    private record Outcome(int exitCode, String out, String err) {}

    /// What the launcher has the JVM make its cache of; every answer in it is looked at.
    @Test
    void theRehearsalOfAStart_goesWell() throws Exception {
        new Rehearsal(new LocalStarter(Map.of())).run(folder.resolve("rehearsed").toString());

        assertTrue(Files.isDirectory(folder.resolve("rehearsed")));
    }

    @Test
    void portZero_isShownAsTheRealPort() throws Exception {
        Outcome outcome = startAndStop(Map.of(), "--listen", "127.0.0.1:0");

        assertTrue(
                outcome.out.matches("(?s).*clients +127\\.0\\.0\\.1:[1-9]\\d+\\R.*"),
                outcome.toString());
        assertFalse(outcome.err.contains("DEBUG"), outcome.toString());
    }

    @Test
    void theLogLevel_isThatOfTheCommandLine() throws Exception {
        String[] arguments = {"--listen", "127.0.0.1:0", "--log-level", "debug"};

        Outcome outcome = startAndStop(Map.of("REGROUP_LOG_LEVEL", "error"), arguments);

        assertTrue(outcome.err.contains("DEBUG"), outcome.toString());
        assertTrue(outcome.err.contains("INFO"), outcome.toString());
    }

    @Test
    void theEnvironment_givesLogLevelAndSettingsAndIsNamedWithoutItsValues() throws Exception {
        Outcome outcome =
                startAndStop(
                        Map.of(
                                "REGROUP_LOG_LEVEL", "Debug",
                                "REGROUP_LISTENERS", "PLAINTEXT://127.0.0.1:0",
                                "REGROUP_SHARDS", "3"));

        assertTrue(outcome.err.contains("DEBUG"), outcome.toString());
        assertTrue(outcome.err.contains("REGROUP_LISTENERS, REGROUP_SHARDS"), outcome.toString());
        assertFalse(outcome.err.contains("PLAINTEXT://"), outcome.toString());
    }

    @Test
    void atLogLevelError_nothingIsSaidOfAStartThatGoesWell() throws Exception {
        String[] arguments = {"--listen", "127.0.0.1:0", "--log-level", "error"};

        assertEquals("", startAndStop(Map.of(), arguments).err);
    }

    @Test
    void aLogLevelThatIsNone_isRefused() throws Exception {
        Outcome fromVariable = awaitEnd(launch(Map.of("REGROUP_LOG_LEVEL", "loud")));
        Outcome fromOption = awaitEnd(launch(Map.of(), "--log-level", "loud"));

        assertEquals(1, fromVariable.exitCode);
        assertEquals(
                "regroup: REGROUP_LOG_LEVEL is loud; it can be trace, debug, info, warn, error\n",
                fromVariable.err);
        assertEquals(2, fromOption.exitCode);
        assertTrue(fromOption.err.contains("'--log-level'"), fromOption.toString());
    }

    @Test
    void aPortThatIsTaken_endsItWithWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            Outcome outcome = awaitEnd(launch(Map.of(), "--listen", address));

            assertEquals(1, outcome.exitCode);
            assertTrue(
                    outcome.err.contains(
                            "regroup: listener PLAINTEXT cannot listen on %s: Address already in use."
                                    .formatted(address)),
                    outcome.toString());
            assertTrue(outcome.err.contains("--listen"), outcome.toString());
            assertFalse(outcome.err.contains("\tat "), outcome.toString());
        }
    }

    @Test
    void aVariableThatIsNoSetting_keepsItFromStarting() throws Exception {
        Outcome outcome = awaitEnd(launch(Map.of("REGROUP_LISTENER", "x")));

        assertEquals(1, outcome.exitCode);
        assertEquals(
                "regroup: REGROUP_LISTENER is not a setting; did you mean REGROUP_LISTENERS?\n",
                outcome.err);
    }

    private Outcome startAndStop(Map<String, String> environment, String... arguments)
            throws Exception {
        Process process = launch(environment, arguments);
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                if (line.startsWith("  stop")) {
                    // Process.destroy would close the stream that is being read.
                    process.toHandle().destroy();
                }
            }
        }
        Outcome outcome = awaitEnd(process);
        return new Outcome(outcome.exitCode, said.toString(), outcome.err);
    }

    private Process launch(Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("dev.regroup.app.Main", "start"));
        command.addAll(List.of("--data", folder.resolve("data").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(folder.resolve("err.txt").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("REGROUP_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Outcome awaitEnd(Process process) throws Exception {
        if (!process.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the process does not end");
        }
        return new Outcome(process.exitValue(), "", Files.readString(folder.resolve("err.txt")));
    }
}
