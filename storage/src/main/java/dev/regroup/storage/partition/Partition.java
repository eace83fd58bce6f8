package dev.regroup.storage.partition;

import dev.regroup.storage.log.Extent;
import dev.regroup.storage.partition.AppendOutcome.Accepted;

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
        handle.publish(new PartitionView.Open(index.snapshot(), 0, highWatermark, leaderEpoch));
    }

    private void apply(BatchHeader assigned, long wallClockMs) {
        producers.apply(assigned, wallClockMs);
        logEndOffset = assigned.lastOffset() + 1;
    }
}
