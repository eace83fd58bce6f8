/// The journal: one append-only log that all shards of a node share.
///
/// ```text
///  shard threads ── append ──▶ queue ──▶ JournalWriter.runOnce: stage, write, force, report
///                                             │
///                        journal/<life>.log ◀─┘   zeroed beforehand by SpareFiles
///                                │
///  open: Recovery (find the valid end, repair what lies beyond) ──▶ Locators of each shard
/// ```
///
/// `docs/formats/journal.md` gives the bytes, `docs/decisions/0002-journal.md` the reasons.
@NullMarked
package dev.regroup.storage.local.journal;

import org.jspecify.annotations.NullMarked;
