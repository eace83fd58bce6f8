package dev.regroup.storage.local.journal;

/// A journal file with a header of its current life.
record UsedFile(JournalFile file, FileHeader header) {}
