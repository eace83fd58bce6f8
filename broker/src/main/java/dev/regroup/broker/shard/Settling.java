package dev.regroup.broker.shard;

import dev.regroup.storage.compact.Compactor;
import dev.regroup.storage.log.ExtentReader;
import dev.regroup.storage.segment.SegmentStore;
import java.util.concurrent.Executor;

/// With what shards settle.
///
/// @param segments where settled batches go
/// @param journal where they come from
/// @param compactor for the background only
/// @param background runs what blocks, one task after the other
public record Settling(
        SegmentStore segments, ExtentReader journal, Compactor compactor, Executor background) {}
