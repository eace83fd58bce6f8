package dev.regroup.storage.local.inspect;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.local.journal.JournalCheck;
import dev.regroup.storage.segment.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What a check has found so far, for one thread.
final class Findings {
    private final Consumer<String> damage;
    private final List<String> seen = new ArrayList<>();
    private Optional<JournalCheck.Summary> journal = Optional.empty();
    private List<Named> named = List.of();
    private long damages;

    /// An object that a checkpoint names.
    ///
    /// @param file its name in the folder of segments
    /// @param segments that the checkpoint says are in it
    record Named(int shard, String file, List<Segment> segments) {
        Named {
            segments = List.copyOf(segments);
        }
    }

    /// @param damage told of each as it is found
    Findings(Consumer<String> damage) {
        this.damage = damage;
    }

    void damaged(CorruptDataException what) {
        damages++;
        damage.accept(what.getMessage());
    }

    /// Notes what was looked at.
    void saw(String what) {
        seen.add(what);
    }

    void looked(JournalCheck.Summary at) {
        journal = Optional.of(at);
    }

    /// What the journal has; empty before it was looked at.
    Optional<JournalCheck.Summary> journal() {
        return journal;
    }

    void names(List<Named> objects) {
        named = List.copyOf(objects);
    }

    /// What the checkpoints name; empty before they were looked at.
    List<Named> named() {
        return named;
    }

    long damages() {
        return damages;
    }

    List<String> seen() {
        return List.copyOf(seen);
    }
}
