package dev.regroup.storage.partition;

import dev.regroup.storage.log.Extent;
import dev.regroup.storage.partition.AppendOutcome.Accepted;
import java.util.List;

/// One partition as its shard knows it. Belongs to the shard's thread, but for [#handle].
///
/// A batch passes through it twice: [#decide] and [#append] when it is taken in, [#durable] when
/// the log has it. Readers see it after the second, once [#publish] is called.
public final class Partition {
    private final PartitionHandle handle;
    private final PartitionIndex index = new PartitionIndex();
    private final Producers producers = new Producers();
    private long logEndOffset;
    private long highWatermark;
    private long logStartOffset;
    private long durableStartOffset;
    private int leaderEpoch;

    public Partition(PartitionHandle handle) {
        this.handle = handle;
    }

    /// From now on batches are appended under this epoch, the shard's.
    public void lead(int epoch) {
        leaderEpoch = epoch;
    }

    public PartitionHandle handle() {
        return handle;
    }

    /// The offset that the next record takes.
    public long logEndOffset() {
        return logEndOffset;
    }

    /// Up to which offset records have been deleted.
    public long logStartOffset() {
        return logStartOffset;
    }

    /// The offset after the last durable record.
    public long highWatermark() {
        return highWatermark;
    }

    /// Records below `offset` are to be deleted. Never goes back; lies within the log.
    public void startAt(long offset) {
        if (offset < logStartOffset || offset > logEndOffset) {
            throw new IllegalStateException(
                    "partition %s: log from %d to %d cannot start at %d"
                            .formatted(handle.key(), logStartOffset, logEndOffset, offset));
        }
        logStartOffset = offset;
    }

    /// The log has what [#startAt] said: readers see it after the next [#publish].
    public void startDurable(long offset) {
        durableStartOffset = offset;
    }

    /// Those that wrote within the last day, the least recent first.
    public List<Producer> producers() {
        return producers.all();
    }

    public AppendOutcome decide(BatchHeader batch) {
        return producers.decide(batch, logEndOffset);
    }

    /// Takes in a batch that [#decide] accepted; returns its header with offset and epoch assigned.
    public BatchHeader append(BatchHeader batch, Accepted accepted, long wallClockMs) {
        if (accepted.baseOffset() != logEndOffset) {
            throw new IllegalStateException(
                    "partition %s: batch accepted at %d, log ends at %d"
                            .formatted(handle.key(), accepted.baseOffset(), logEndOffset));
        }
        BatchHeader assigned = batch.assigned(logEndOffset, leaderEpoch);
        apply(assigned, wallClockMs);
        return assigned;
    }

    /// The log has the batch: readers may see it after the next [#publish].
    public void durable(BatchHeader batch, Extent extent) {
        if (batch.baseOffset() != highWatermark) {
            throw new IllegalStateException(
                    "partition %s: batch at %d became durable, high watermark is %d"
                            .formatted(handle.key(), batch.baseOffset(), highWatermark));
        }
        index.add(batch, extent);
        highWatermark = batch.lastOffset() + 1;
    }

    /// A batch found in the log at start.
    public void replay(BatchHeader batch, Extent extent, long wallClockMs) {
        if (batch.baseOffset() != logEndOffset) {
            throw new IllegalStateException(
                    "partition %s: the log holds a batch at %d where %d was expected"
                            .formatted(handle.key(), batch.baseOffset(), logEndOffset));
        }
        apply(batch, wallClockMs);
        durable(batch, extent);
    }

    /// Shows readers what is durable.
    public void publish() {
        handle.publish(
                new PartitionView.Open(
                        index.snapshot(), durableStartOffset, highWatermark, leaderEpoch));
    }

    private void apply(BatchHeader assigned, long wallClockMs) {
        producers.apply(assigned, wallClockMs);
        logEndOffset = assigned.lastOffset() + 1;
    }
}
