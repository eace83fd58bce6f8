package dev.regroup.app;

import dev.regroup.broker.shard.EntryText;
import dev.regroup.broker.shard.ShardCheckpoint;
import dev.regroup.storage.local.journal.EntryContent;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.segment.Segment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// What the broker puts into its journal and its checkpoints.
record BrokersEntries() implements EntryContent {
    @Override
    public String text(LogEntry entry) {
        return EntryText.of(entry);
    }

    @Override
    public Optional<String> problem(LogEntry entry) {
        return EntryText.problem(entry);
    }

    @Override
    public String batch(ByteBuffer batch) {
        return EntryText.ofBatch(batch);
    }

    @Override
    public List<Segment> segments(int shard, ByteBuffer state) {
        return ShardCheckpoint.segments(shard, state);
    }
}
