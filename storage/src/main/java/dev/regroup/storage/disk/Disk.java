package dev.regroup.storage.disk;

import java.util.List;
import java.util.OptionalLong;

/// One folder of files. Names are relative, with `/` between folder and file.
///
/// What a crash leaves: content that was forced ([DiskFile#force]) is there; other writes may be
/// there, partly there or absent, in any order. A file's existence, and a rename or deletion, is
/// sure only after [#forceDirectory] of its folder.
public interface Disk {
    /// Opens an existing file, or creates an empty one.
    DiskFile open(String name);

    boolean exists(String name);

    /// Names of the files in `folder` (`""` for the top), in ascending order; empty if there is no
    /// such folder.
    List<String> list(String folder);

    /// Replaces `to` by `from` in one step.
    void rename(String from, String to);

    void delete(String name);

    /// Makes creations, renames and deletions in `folder` durable.
    void forceDirectory(String folder);

    /// Bytes that further files may take, as far as the disk can tell. Where there are none, what
    /// needs them fails with [dev.regroup.storage.StorageFullException].
    OptionalLong usableBytes();
}
