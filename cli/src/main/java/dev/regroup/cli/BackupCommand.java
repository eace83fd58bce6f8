package dev.regroup.cli;

import dev.regroup.cli.data.DataBackup;
import dev.regroup.cli.data.DataBackup.Receipt;
import dev.regroup.cli.data.DataInspector.Where;
import dev.regroup.cli.data.InspectionException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `regroup backup`: a copy of a data directory, which a broker can be started on.
@Command(
        name = "backup",
        description =
                "Copy a data directory, whether a broker uses it or not, and verify the copy. All that was acknowledged before is in it. To restore is to start on the copy: regroup start --data DIR.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Files that never change are linked where DIR is on the same file system: to outlive the disk, copy DIR to another one."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {" 0:the copy is there, and whole", " 2:there is no copy"})
final class BackupCommand implements Callable<Integer> {
    private static final int NO_COPY = 2;

    private final DataBackup backup;

    @Parameters(paramLabel = "DIR", description = "Where to: a folder that is empty or not there.")
    private @Nullable Path target;

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

    BackupCommand(DataBackup backup) {
        this.backup = backup;
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        Path to = Objects.requireNonNull(target);
        try {
            Where where = new Where(Optional.ofNullable(data), Optional.ofNullable(config));
            Receipt receipt = backup.take(where, to);
            out.printf(
                    Locale.ROOT,
                    "%s is copied to %s, which is whole%n  %d files linked, %d copied with %.1f MB%n  %s%n",
                    receipt.directory(),
                    to,
                    receipt.linkedFiles(),
                    receipt.copiedFiles(),
                    receipt.copiedBytes() / 1e6,
                    String.join(System.lineSeparator() + "  ", receipt.seen()));
            out.flush();
            return 0;
        } catch (InspectionException e) {
            err.println("regroup: " + e.getMessage());
            err.flush();
            return NO_COPY;
        }
    }
}
