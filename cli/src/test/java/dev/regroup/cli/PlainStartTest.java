package dev.regroup.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.cli.broker.StartException;
import dev.regroup.cli.broker.StartOptions;
import dev.regroup.cli.data.DataInspector;
import dev.regroup.cli.data.InspectionException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// Both readers of a `start` must read the same.
class PlainStartTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start",
                "start --data /var/lib/regroup",
                "start --data=/var/lib/regroup --listen=127.0.0.1:0",
                "start --listen [::1]:9092 --advertise broker.example:9092",
                "start --config /etc/regroup/server.properties --log-level warn",
                "start --log-level=DEBUG",
                "start --data a=b",
            })
    void aWellFormedStart_isReadAsTheLibraryReadsIt(String line) {
        assertEquals(Optional.of(byTheLibrary(line)), PlainStart.options(line.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "--version",
                "start --help",
                "start --data",
                "start --data --listen",
                "start --data= --listen 127.0.0.1:0",
                "start --log-level loud",
                "start --data a --data b",
                "start --dat a",
                "start a",
            })
    void anythingElse_isLeftToTheLibrary(String line) {
        assertEquals(Optional.empty(), PlainStart.options(line.split(" ")));
    }

    @Test
    void everyOptionOfStart_isKnown() {
        List<String> unknown = new ArrayList<>();
        Objects.requireNonNull(library(new ArrayList<>()).getSubcommands().get("start"))
                .getCommandSpec()
                .options()
                .stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(option -> option.longestName())
                .filter(name -> PlainStart.options("start", name, "info").isEmpty())
                .forEach(unknown::add);

        assertEquals(List.of(), unknown);
    }

    private static StartOptions byTheLibrary(String line) {
        List<StartOptions> started = new ArrayList<>();
        int exitCode = library(started).execute(line.split(" "));
        assertNotEquals(0, exitCode);
        assertEquals(1, started.size(), "the library refused " + line);
        return started.getFirst();
    }

    private record NoInspector() implements DataInspector {
        @Override
        public Verdict check(Where where, Consumer<String> damage) {
            throw new InspectionException("nothing to look at", new IllegalStateException());
        }

        @Override
        public void dump(Path what, Consumer<String> lines) {
            throw new InspectionException("nothing to look at", new IllegalStateException());
        }
    }

    /// Starts nothing: notes what it was to start.
    private static CommandLine library(List<StartOptions> started) {
        return RegroupCommand.commandLine(
                        options -> {
                            assertTrue(started.add(options));
                            throw new StartException("no broker", new IllegalStateException());
                        },
                        new NoInspector(),
                        (_, _) -> {
                            throw new InspectionException(
                                    "nothing to copy", new IllegalStateException());
                        })
                .setErr(new PrintWriter(Writer.nullWriter()));
    }
}
