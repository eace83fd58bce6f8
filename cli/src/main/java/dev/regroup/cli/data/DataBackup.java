package dev.regroup.cli.data;

import dev.regroup.cli.data.DataInspector.Where;
import java.nio.file.Path;
import java.util.List;

/// Copies data directories, whether a broker uses them or not.
@FunctionalInterface
public interface DataBackup {
    /// @param directory that was copied
    /// @param linkedFiles that share their blocks with it
    /// @param copiedFiles the others
    /// @param copiedBytes what was written for these
    /// @param seen what the copy has, in words
    record Receipt(
            Path directory,
            long linkedFiles,
            long copiedFiles,
            long copiedBytes,
            List<String> seen) {
        public Receipt {
            seen = List.copyOf(seen);
        }
    }

    /// Copies a whole directory, and verifies the copy.
    ///
    /// @param target a folder that is empty or not there
    /// @throws InspectionException if it cannot be copied, or the copy is not whole
    Receipt take(Where where, Path target);
}
