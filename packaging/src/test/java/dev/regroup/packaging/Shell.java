package dev.regroup.packaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Commands that must succeed.
final class Shell {
    private Shell() {}

    /// Returns what the command printed.
    static String run(Path folder, String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        if (exitCode != 0) {
            throw new AssertionError(
                    "%s: exit code %d: %s".formatted(String.join(" ", command), exitCode, output));
        }
        return output;
    }
}
