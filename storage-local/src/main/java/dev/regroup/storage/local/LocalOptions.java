package dev.regroup.storage.local;

import dev.regroup.storage.local.journal.Durability;
import dev.regroup.storage.local.journal.JournalConfig;

/// How a data directory is opened.
///
/// @param shardsIfNew the number of shards of a directory made now; an old one keeps its own
/// @param nodeId whose directory it must be
public record LocalOptions(JournalConfig journal, int shardsIfNew, int nodeId) {
    private static final long MIB = 1 << 20;

    /// What the broker uses unless it is told otherwise.
    public static LocalOptions of(Durability durability, int shardsIfNew, int nodeId) {
        JournalConfig journal = new JournalConfig(durability, 8 * MIB, 64 * MIB, 128 * MIB);
        return new LocalOptions(journal, shardsIfNew, nodeId);
    }
}
