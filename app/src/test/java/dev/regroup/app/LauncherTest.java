package dev.regroup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher at the repository's root, run by bash as a user runs it.
class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "regroup").toAbsolutePath().normalize();

    private record Outcome(int exitCode, String output) {}

    @Test
    void noJdkAnywhere_saysWhereItLookedAndWhatToDo(@TempDir Path empty) throws Exception {
        Outcome outcome =
                run(
                        LAUNCHER,
                        empty,
                        Map.of(
                                "PATH", tools(empty),
                                "JAVA_HOME", "/no/such/jdk",
                                "REGROUP_JDK_FOLDERS", empty.toString()));

        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.output().contains("JDK 25 or newer is needed"), outcome.output());
        assertTrue(outcome.output().contains("JAVA_HOME (/no/such/jdk)"), outcome.output());
        assertTrue(outcome.output().contains(empty.toString()), outcome.output());
        assertTrue(outcome.output().contains("set JAVA_HOME"), outcome.output());
    }

    @Test
    void anOlderJdk_isNotTaken(@TempDir Path folder) throws Exception {
        fakeJdk(folder.resolve("jdks/jdk-24"), "24.0.1");

        Outcome outcome =
                run(
                        LAUNCHER,
                        folder,
                        Map.of(
                                "PATH", tools(folder),
                                "JAVA_HOME", folder.resolve("jdks/jdk-24").toString(),
                                "REGROUP_JDK_FOLDERS", folder.resolve("jdks").toString()));

        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.output().contains("none was found"), outcome.output());
    }

    @Test
    void aJdkInTheUsualFolders_isFoundThroughALinkFromElsewhere(@TempDir Path folder)
            throws Exception {
        fakeJdk(folder.resolve("jdks/jdk-25"), "25.0.3");
        Path copy = Files.createDirectories(folder.resolve("repository"));
        Files.copy(LAUNCHER, copy.resolve("regroup"));
        assertTrue(copy.resolve("regroup").toFile().setExecutable(true));
        Path link = Files.createSymbolicLink(folder.resolve("link"), copy.resolve("regroup"));

        Outcome outcome =
                run(
                        link,
                        folder,
                        Map.of(
                                "PATH", tools(folder),
                                "REGROUP_JDK_FOLDERS", folder.resolve("jdks").toString()));

        // Found: what is missing next is Maven, to build this copy, which has no sources.
        assertTrue(outcome.output().contains("Maven is needed"), outcome.output());
    }

    private static void fakeJdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\nexit 9\n");
        assertTrue(java.toFile().setExecutable(true));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    }

    /// A PATH with what a launcher may need, and neither java nor Maven.
    private static String tools(Path folder) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("tools"));
        for (String tool : new String[] {"bash", "env", "readlink", "find", "id", "nproc"}) {
            for (String place : new String[] {"/usr/bin", "/bin"}) {
                Path real = Path.of(place, tool);
                if (Files.exists(real) && !Files.exists(bin.resolve(tool))) {
                    Files.createSymbolicLink(bin.resolve(tool), real);
                }
            }
        }
        return bin.toString();
    }

    private static Outcome run(Path launcher, Path folder, Map<String, String> environment)
            throws Exception {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder("/bin/bash", launcher.toString(), "--version")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "the launcher hangs");
        return new Outcome(process.exitValue(), Files.readString(output));
    }
}
