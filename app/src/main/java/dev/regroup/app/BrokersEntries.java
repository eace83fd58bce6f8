package dev.regroup.app;

import dev.regroup.broker.shard.EntryText;
import dev.regroup.storage.local.journal.EntryContent;
import dev.regroup.storage.log.LogEntry;
import java.util.Optional;

/// What the broker puts into its journal.
record BrokersEntries() implements EntryContent {
    @Override
    public String text(LogEntry entry) {
        return EntryText.of(entry);
    }

    @Override
    public Optional<String> problem(LogEntry entry) {
        return EntryText.problem(entry);
    }
}
