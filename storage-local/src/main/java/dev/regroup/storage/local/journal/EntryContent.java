package dev.regroup.storage.local.journal;

import dev.regroup.storage.log.LogEntry;
import java.util.Optional;

/// What entries mean to those who write them. The journal only carries them.
public interface EntryContent {
    /// The entry in words, on one line; whatever its bytes are.
    String text(LogEntry entry);

    /// Why its owner could not read it, if so.
    Optional<String> problem(LogEntry entry);
}
