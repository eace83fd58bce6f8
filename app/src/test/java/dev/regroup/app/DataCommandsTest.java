package dev.regroup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.app.config.Config;
import dev.regroup.cli.RegroupCommand;
import dev.regroup.cli.broker.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `regroup check`, `dump` and `backup` on a directory that a broker has used.
class DataCommandsTest {
    @TempDir Path folder;

    private record Outcome(int exitCode, String out, String err) {}

    @Test
    void aDirectoryThatABrokerHasUsed_isWhole_andIsNamedByTheConfigurationToo() throws Exception {
        Path data = folder.resolve("data");
        broker(data).close();
        Path config = folder.resolve("server.properties");
        Files.writeString(config, "log.dirs=" + data + "\n");

        Outcome named = run("check", "--data", data.toString());
        Outcome configured = run("check", "--config", config.toString());

        assertEquals(0, named.exitCode, named::toString);
        assertTrue(named.out.startsWith(data + ": whole\n"), named::toString);
        assertTrue(named.out.contains("\n  1 journal files with "), named::toString);
        assertEquals(named.out, configured.out);
    }

    @Test
    void aDamagedDirectory_isSaidToBe() throws Exception {
        broker(folder).close();
        // What a second life writes shows that what the first one wrote was durable.
        broker(folder).close();
        Path journal = folder.resolve("journal/0000000000000001.log");
        byte[] bytes = Files.readAllBytes(journal);
        bytes[64 + 20] ^= 1;
        Files.write(journal, bytes);
        Outcome outcome = run("check", "--data", folder.toString());

        assertEquals(1, outcome.exitCode, outcome::toString);
        assertTrue(
                outcome.out.contains(
                        journal + " at byte 64: expected entry 1, which was durable before entry "),
                outcome::toString);
        assertTrue(outcome.out.contains(folder + ": 1 damage\n"), outcome::toString);
    }

    @Test
    void aDirectoryInUseOrNone_isNotChecked() throws Exception {
        LocalBroker broker = broker(folder);
        try {
            Outcome inUse = run("check", "--data", folder.toString());
            assertEquals(2, inUse.exitCode, inUse::toString);
            assertTrue(inUse.err.contains("in use"), inUse::toString);
        } finally {
            broker.close();
        }
        Outcome none = run("check", "--data", folder.resolve("none").toString());
        assertEquals(2, none.exitCode, none::toString);
        assertEquals("regroup: " + folder.resolve("none") + " is not a folder\n", none.err);
    }

    @Test
    void dump_printsFilesInWords() throws Exception {
        broker(folder).close();

        Outcome all = run("dump", folder.toString());
        Outcome one = run("dump", folder.resolve("regroup.properties").toString());
        Outcome none = run("dump", folder.resolve("none").toString());

        assertEquals(0, all.exitCode, all::toString);
        assertTrue(all.out.contains("\njournal/0000000000000001.log\n"), all::toString);
        assertTrue(
                all.out.contains(": entry 1, after a force of 0, gives out epoch 1\n"),
                all::toString);
        assertTrue(one.out.startsWith("node 1 of cluster "), one::toString);
        assertEquals(2, none.exitCode, none::toString);
    }

    @Test
    void backup_copiesADirectoryInUse_andTheCopyCanBeUsed() throws Exception {
        Path data = folder.resolve("data");
        Path copy = folder.resolve("copy");
        LocalBroker broker = broker(data);
        try {
            Outcome outcome = run("backup", copy.toString(), "--data", data.toString());
            assertEquals(0, outcome.exitCode, outcome::toString);
            assertTrue(
                    outcome.out.startsWith(data + " is copied to " + copy + ", which is whole\n"),
                    outcome::toString);
            assertTrue(outcome.out.contains("\n  1 journal files with "), outcome::toString);
        } finally {
            broker.close();
        }
        assertEquals(0, run("check", "--data", copy.toString()).exitCode);
        broker(copy).close();

        Outcome again = run("backup", copy.toString(), "--data", data.toString());
        assertEquals(2, again.exitCode, again::toString);
        assertEquals(
                "regroup: %s is not empty; a backup goes into a folder of its own\n"
                        .formatted(copy),
                again.err);
    }

    private static LocalBroker broker(Path data) throws InterruptedException {
        Config config =
                Config.of(
                        Map.of("auto.create.topics.enable", "false"),
                        Map.of(),
                        new Config.Overrides(
                                Optional.of(data), Optional.of("127.0.0.1:0"), Optional.empty()));
        return new LocalBroker(
                config,
                failure -> {
                    throw failure;
                });
    }

    private static Outcome run(String... arguments) throws IOException {
        try (StringWriter out = new StringWriter();
                StringWriter err = new StringWriter()) {
            int exitCode =
                    RegroupCommand.commandLine(
                                    options -> {
                                        throw new StartException("no broker is started here");
                                    },
                                    new LocalInspector(Map.of()),
                                    new LocalBackup(Map.of()))
                            .setOut(new PrintWriter(out))
                            .setErr(new PrintWriter(err))
                            .execute(arguments);
            return new Outcome(exitCode, out.toString(), err.toString());
        }
    }
}
