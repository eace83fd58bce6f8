package dev.regroup.storage.local.directory;

/// Whether what is no longer needed may be taken away: not while somebody copies the directory, who
/// has seen it and counts on it.
@FunctionalInterface
public interface Removals {
    /// Nobody copies the directory.
    Removals ALWAYS =
            removal -> {
                removal.run();
                return true;
            };

    /// Runs `removal`, during which nobody begins to copy; or returns false, and it has to be tried
    /// again later.
    boolean attempt(Runnable removal);
}
