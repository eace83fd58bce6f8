package dev.regroup.broker.api;

import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.ExtentReader;
import dev.regroup.storage.log.ExtentReader.Pin;
import dev.regroup.storage.partition.PartitionView;
import dev.regroup.storage.partition.PartitionView.Batch;
import dev.regroup.storage.partition.PartitionView.FirstBatch;
import dev.regroup.storage.segment.SegmentStore;
import dev.regroup.storage.segment.Segments;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/// Reads batches for connections: from memory where they are resident, otherwise on a disk reader,
/// so that a connection's carrier thread never waits for the medium. What has been settled and what
/// has not is read as one.
///
/// Whoever reads pins before it looks at a view, and lets go when it has sent what it read.
public final class RecordReads {
    private final ExtentReader reader;
    private final SegmentStore segments;
    private final ExecutorService diskReaders;

    public RecordReads(ExtentReader reader, SegmentStore segments, ExecutorService diskReaders) {
        this.reader = reader;
        this.segments = segments;
        this.diskReaders = diskReaders;
    }

    Pin pin() {
        return reader.pin();
    }

    /// The bytes of whole batches from the one that holds `offset` on, in order, together at most
    /// `bytesMax`. Blocks the calling virtual thread, not its carrier.
    ///
    /// @param rule whether a first batch larger than `bytesMax` is read all the same
    List<ByteBuffer> read(PartitionView.Open view, long offset, long bytesMax, FirstBatch rule)
            throws InterruptedException {
        if (!view.isSettled(offset)) {
            return read(view.read(offset, bytesMax, rule));
        }
        Segments settled = view.settled().segments();
        boolean anyway = rule == FirstBatch.WHATEVER_ITS_SIZE;
        List<ByteBuffer> slices =
                new ArrayList<>(onDisk(() -> segments.read(settled, offset, bytesMax, anyway)));
        long left = bytesMax - slices.stream().mapToLong(ByteBuffer::remaining).sum();
        if (!slices.isEmpty() && left > 0 && endsSettled(view, slices.getLast())) {
            slices.addAll(
                    read(view.read(view.settled().endOffset(), left, FirstBatch.WITHIN_THE_LIMIT)));
        }
        return slices;
    }

    /// Whether the last of these batches is the last that has been settled.
    private static boolean endsSettled(PartitionView.Open view, ByteBuffer batches) {
        return SegmentStore.lastOffset(batches) + 1 == view.settled().endOffset();
    }

    /// The first batch that may hold a record of `timestampMs` or later.
    Optional<ByteBuffer> firstBatchFrom(PartitionView.Open view, long timestampMs)
            throws InterruptedException {
        long start = view.logStartOffset();
        if (view.isSettled(start)) {
            Segments settled = view.settled().segments();
            Optional<ByteBuffer> found =
                    onDisk(() -> segments.firstBatchFrom(settled, start, timestampMs));
            if (found.isPresent()) {
                return found;
            }
        }
        return read(view.firstBatchFrom(timestampMs));
    }

    /// The first batch that holds the largest timestamp of all; empty without records.
    Optional<ByteBuffer> batchOfMaxTimestamp(PartitionView.Open view) throws InterruptedException {
        Optional<Batch> unsettled = view.batchOfMaxTimestamp();
        long start = view.logStartOffset();
        if (view.isSettled(start)) {
            Segments settled = view.settled().segments();
            long maxMs = onDisk(() -> segments.maxTimestampMs(settled, start));
            if (unsettled.isEmpty() || unsettled.get().maxTimestampMs() <= maxMs) {
                return onDisk(() -> segments.firstBatchFrom(settled, start, maxMs));
            }
        }
        return read(unsettled);
    }

    private Optional<ByteBuffer> read(Optional<Batch> batch) throws InterruptedException {
        return batch.isEmpty()
                ? Optional.empty()
                : Optional.of(read(List.of(batch.get().extent())).getFirst());
    }

    private List<ByteBuffer> read(List<Extent> extents) throws InterruptedException {
        List<ByteBuffer> slices = new ArrayList<>(extents.size());
        for (Extent extent : extents) {
            Optional<ByteBuffer> resident = reader.resident(extent);
            if (resident.isEmpty()) {
                return onDisk(() -> extents.stream().map(reader::read).toList());
            }
            slices.add(resident.get());
        }
        return slices;
    }

    private <T> T onDisk(Callable<T> read) throws InterruptedException {
        try {
            return diskReaders.submit(read).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a disk read failed", e.getCause());
        }
    }
}
