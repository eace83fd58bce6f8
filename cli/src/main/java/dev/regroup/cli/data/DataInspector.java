package dev.regroup.cli.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Looks at data directories while no broker uses them, and changes nothing.
public interface DataInspector {
    /// Which directory: the one named, else what the configuration says.
    ///
    /// @param config a file in the form of Kafka's `server.properties`
    record Where(Optional<Path> data, Optional<Path> config) {}

    /// @param directory that was looked at
    /// @param damages how many were found
    /// @param seen what was looked at, in words
    record Verdict(Path directory, long damages, List<String> seen) {
        public Verdict {
            seen = List.copyOf(seen);
        }
    }

    /// Checks everything in a directory.
    ///
    /// @param damage told of each: path, position, what was expected and what was found
    /// @throws InspectionException if it cannot be looked at
    Verdict check(Where where, Consumer<String> damage);

    /// Puts a file, or all files of a data directory, into words.
    ///
    /// @throws InspectionException if it cannot be looked at
    void dump(Path what, Consumer<String> lines);
}
