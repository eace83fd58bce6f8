/// Storage in a local directory: a journal that all shards share, and checkpoints.
///
/// Start reading at `LocalStorage`, then `LocalShardLog`, then `journal.Journal`.
///
/// ```text
///  LocalStorage ─▶ LocalShardLogs ─▶ journal.Journal, blob.Checkpoints
///       └──▶ directory.DirectoryLock, directory.DataDirectory
///  everything reaches files through the port Disk: disk.LocalDisk, or a test's faulty one
/// ```
@NullMarked
package dev.regroup.storage.local;

import org.jspecify.annotations.NullMarked;
