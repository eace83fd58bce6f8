package dev.regroup.cli;

import dev.regroup.cli.data.DataInspector;
import dev.regroup.cli.data.InspectionException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `regroup dump`: what is in the files of a data directory.
@Command(
        name = "dump",
        description =
                "Print a file of a data directory, or all of them, in words. Keys and values of records are not shown. Of a directory in use the newest entries may be half written.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DumpCommand implements Callable<Integer> {
    private static final int CANNOT_BE_READ = 2;

    private final DataInspector inspector;

    @Parameters(paramLabel = "FILE|DIR", description = "A file of a data directory, or one itself.")
    private @Nullable Path what;

    @Spec private @Nullable CommandSpec spec;

    DumpCommand(DataInspector inspector) {
        this.inspector = inspector;
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        try {
            inspector.dump(Objects.requireNonNull(what), out::println);
            out.flush();
            return 0;
        } catch (InspectionException e) {
            out.flush();
            err.println("regroup: " + e.getMessage());
            err.flush();
            return CANNOT_BE_READ;
        }
    }
}
