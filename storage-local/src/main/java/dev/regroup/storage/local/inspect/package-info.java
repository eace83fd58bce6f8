/// Data directories looked at from outside, by `regroup check` and `regroup dump`.
///
/// ```text
///  DataInspection ─▶ DataFormat: IdentityFormat, JournalFormat, CheckpointFormat
///                                  └──▶ the readers of directory, journal and blob
/// ```
@NullMarked
package dev.regroup.storage.local.inspect;

import org.jspecify.annotations.NullMarked;
