package dev.regroup.storage.local.inspect;

import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.local.directory.Identity;
import java.util.function.Consumer;

/// One kind of file in a data directory, for those who look at it from outside. All are named in
/// [DataInspection], in the order in which they are checked; a new format is added there.
interface DataFormat {
    /// The folder that its files are in, `""` for the top.
    String folder();

    /// Whether a file of that folder is of this kind.
    boolean holds(String name);

    /// Checks all files of this kind, and whether they fit what was checked before.
    void check(Disk disk, Identity identity, Findings findings);

    /// Puts one file into words.
    ///
    /// @param name within the folder
    void dump(Disk disk, String name, Consumer<String> lines);
}
