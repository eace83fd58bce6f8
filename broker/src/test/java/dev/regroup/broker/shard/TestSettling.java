package dev.regroup.broker.shard;

import dev.regroup.storage.compact.Compactor;
import dev.regroup.storage.log.ShardLogs;
import dev.regroup.storage.segment.SegmentSizes;
import dev.regroup.storage.segment.SegmentStore;
import java.util.concurrent.Executor;

/// With what shards settle in tests.
final class TestSettling {
    private TestSettling() {}

    static Settling of(ShardLogs logs, Executor background) {
        return of(logs, new SegmentStore(logs.segments(), SegmentSizes.DEFAULT), background);
    }

    static Settling of(ShardLogs logs, SegmentStore segments, Executor background) {
        Compactor compactor = new Compactor(segments, () -> 1 << 20, Compactor.Pace.UNBOUNDED);
        return new Settling(segments, logs.reader(), compactor, background);
    }
}
