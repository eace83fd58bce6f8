package dev.regroup.storage.local.journal;

import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.segment.Segment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// What entries and checkpoints mean to those who write them. Storage only carries them.
public interface EntryContent {
    /// The entry in words, on one line; whatever its bytes are.
    String text(LogEntry entry);

    /// Why its owner could not read it, if so.
    Optional<String> problem(LogEntry entry);

    /// A batch of a segment in words, on one line.
    String batch(ByteBuffer batch);

    /// The segments that a shard's state names, those of one partition in offset order.
    ///
    /// @throws IllegalStateException if the state cannot be read
    List<Segment> segments(int shard, ByteBuffer state);
}
