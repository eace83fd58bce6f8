package dev.regroup.cli;

import dev.regroup.cli.data.DataInspector;
import dev.regroup.cli.data.DataInspector.Verdict;
import dev.regroup.cli.data.DataInspector.Where;
import dev.regroup.cli.data.InspectionException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `regroup check`: whether a data directory is whole.
@Command(
        name = "check",
        description =
                "Verify a data directory that no broker uses, and print each damage with its place, what was expected and what was found. Changes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            " 0:all is whole",
            " 1:something is damaged",
            " 2:the directory cannot be checked, for example since a broker uses it"
        })
final class CheckCommand implements Callable<Integer> {
    private static final int WHOLE = 0;
    private static final int DAMAGED = 1;
    private static final int CANNOT_BE_CHECKED = 2;

    private final DataInspector inspector;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory (default: log.dirs, else ./data).")
    private @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings, in the form of Kafka's server.properties.")
    private @Nullable Path config;

    @Spec private @Nullable CommandSpec spec;

    CheckCommand(DataInspector inspector) {
        this.inspector = inspector;
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        try {
            Where where = new Where(Optional.ofNullable(data), Optional.ofNullable(config));
            Verdict verdict = inspector.check(where, out::println);
            out.printf(
                    "%s: %s%n  %s%n",
                    verdict.directory(),
                    switch ((int) Math.min(2, verdict.damages())) {
                        case 0 -> "whole";
                        case 1 -> "1 damage";
                        default -> verdict.damages() + " damages";
                    },
                    String.join(System.lineSeparator() + "  ", verdict.seen()));
            out.flush();
            return verdict.damages() == 0 ? WHOLE : DAMAGED;
        } catch (InspectionException e) {
            err.println("regroup: " + e.getMessage());
            err.flush();
            return CANNOT_BE_CHECKED;
        }
    }
}
