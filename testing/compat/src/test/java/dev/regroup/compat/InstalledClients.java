package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// What `testing/compat/clients/provide` and Maven have put below `target`.
final class InstalledClients {
    private static final Path FOLDER = Path.of("target", "clients").toAbsolutePath();

    private InstalledClients() {}

    static String path(String... names) {
        return Path.of(FOLDER.toString(), names).toString();
    }

    /// Ends the test as skipped if `provide` does not name the client; as failed in CI.
    static void require(String client) throws IOException {
        Path list = FOLDER.resolve("provided");
        boolean there = Files.exists(list) && Files.readAllLines(list).contains(client);
        String missing =
                "%s is not installed: run testing/compat/clients/provide".formatted(client);
        assertTrue(there || System.getenv("CI") == null, missing + "; in CI nothing is skipped");
        Assumptions.assumeTrue(there, "SKIPPED: " + missing);
    }
}
