package dev.regroup.storage.partition;

import dev.regroup.storage.log.Extent;
import dev.regroup.storage.partition.AppendOutcome.Accepted;
import dev.regroup.storage.segment.Segment;
import dev.regroup.storage.segment.Segments;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// One partition as its shard knows it. Belongs to the shard's thread, but for [#handle].
///
/// A batch passes through it twice: [#decide] and [#append] when it is taken in, [#durable] when
/// the log has it. Readers see it after the second, once [#publish] is called.
public final class Partition {
    private final PartitionHandle handle;
    private final PartitionIndex index = new PartitionIndex();
    private final Producers producers = new Producers();
    private EpochStarts epochs = EpochStarts.NONE;
    private Segments segments;
    private long settledEndOffset;
    private long logEndOffset;
    private long highWatermark;
    private long logStartOffset;
    private long durableStartOffset;
    private int leaderEpoch;

    /// An empty partition.
    ///
    /// @param shard whose partition it is
    public Partition(PartitionHandle handle, int shard) {
        this(handle, PartitionState.EMPTY, new Segments(shard, List.of()));
    }

    /// A partition as a checkpoint has it: all that it holds is settled.
    public Partition(PartitionHandle handle, PartitionState state, Segments segments) {
        this.handle = handle;
        this.segments = segments;
        epochs = state.epochs();
        producers.restore(state.producers());
        logEndOffset = state.logEndOffset();
        highWatermark = logEndOffset;
        settledEndOffset = logEndOffset;
        logStartOffset = state.logStartOffset();
        durableStartOffset = logStartOffset;
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

    /// Where the log would start without the settled segments that are too old or too much: whole
    /// ones, the oldest first. Those without timestamps do not grow old.
    ///
    /// @param oldestMs records before this time are too old; empty if none are
    /// @param bytesMax more than this is too much, as long as a whole segment is; empty if none is
    public long startToKeep(OptionalLong oldestMs, OptionalLong bytesMax) {
        long start = logStartOffset;
        List<Segment> all = segments.from(start);
        long bytes = all.stream().mapToLong(Segment::lengthBytes).sum() + index.snapshot().bytes();
        for (Segment segment : all) {
            boolean isOld =
                    oldestMs.isPresent()
                            && segment.maxTimestampMs() >= 0
                            && segment.maxTimestampMs() < oldestMs.getAsLong();
            bytes -= segment.lengthBytes();
            boolean isTooMuch = bytesMax.isPresent() && bytes >= bytesMax.getAsLong();
            if (!isOld && !isTooMuch) {
                break;
            }
            start = segment.lastOffset() + 1;
        }
        return start;
    }

    /// Where the log is to start so that somebody who has read up to `position` finds the rest, but
    /// no more of what lies before `start` than `bytesMax`; `start` itself without such a reader.
    public long startToHold(long start, OptionalLong position, long bytesMax) {
        if (position.isEmpty() || position.getAsLong() >= start) {
            return start;
        }
        long held = start;
        long bytes = 0;
        for (Segment segment : segments.from(position.getAsLong()).reversed()) {
            if (segment.baseOffset() >= start) {
                continue;
            }
            bytes += segment.lengthBytes();
            if (bytes > bytesMax) {
                break;
            }
            held = Math.max(logStartOffset, segment.baseOffset());
        }
        return held;
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

    /// The state that all appended so far has led to, whether or not it is durable.
    public PartitionState state() {
        return new PartitionState(
                logStartOffset, logEndOffset, epochs.from(logStartOffset), producers.save());
    }

    /// Where the batches lie that have left the journal.
    public Segments segments() {
        return segments;
    }

    /// Up to which offset batches have left the journal.
    public long settledEndOffset() {
        return settledEndOffset;
    }

    /// Where the batches lie that are durable, have not left the journal, hold records from `from`
    /// on, and begin below `to`.
    public List<Extent> unsettled(long from, long to) {
        List<Extent> extents = new ArrayList<>();
        PartitionIndex.Cursor cursor = index.snapshot().from(from);
        while (cursor.hasNext()) {
            PartitionIndex.Located located = cursor.next();
            if (located.baseOffset() >= to) {
                break;
            }
            extents.add(located.extent());
        }
        return extents;
    }

    /// Everything below `endOffset` is in `settled` now: readers see it there after the next
    /// [#publish].
    public void settled(Segments settled, long endOffset) {
        if (endOffset < settledEndOffset || endOffset > highWatermark) {
            throw new IllegalStateException(
                    "partition %s: settled up to %d and durable up to %d, cannot settle up to %d"
                            .formatted(handle.key(), settledEndOffset, highWatermark, endOffset));
        }
        segments = settled;
        settledEndOffset = endOffset;
        index.dropBelow(endOffset);
    }

    /// Shows readers what is durable.
    public void publish() {
        handle.publish(
                new PartitionView.Open(
                        new PartitionView.Settled(segments, settledEndOffset),
                        index.snapshot(),
                        epochs,
                        durableStartOffset,
                        highWatermark,
                        leaderEpoch));
    }

    private void apply(BatchHeader assigned, long wallClockMs) {
        producers.apply(assigned, wallClockMs);
        epochs = epochs.with(assigned.leaderEpoch(), assigned.baseOffset());
        logEndOffset = assigned.lastOffset() + 1;
    }
}
