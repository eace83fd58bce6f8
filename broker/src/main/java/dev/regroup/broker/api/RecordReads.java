package dev.regroup.broker.api;

import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.ExtentReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/// Reads batches for connections: from memory where they are resident, otherwise on a disk reader,
/// so that a connection's carrier thread never waits for the medium.
public final class RecordReads {
    private final ExtentReader reader;
    private final ExecutorService diskReaders;

    public RecordReads(ExtentReader reader, ExecutorService diskReaders) {
        this.reader = reader;
        this.diskReaders = diskReaders;
    }

    /// The extents' bytes, in order. Blocks the calling virtual thread, not its carrier.
    List<ByteBuffer> read(List<Extent> extents) throws InterruptedException {
        List<ByteBuffer> slices = new ArrayList<>(extents.size());
        for (Extent extent : extents) {
            Optional<ByteBuffer> resident = reader.resident(extent);
            if (resident.isEmpty()) {
                return readFromDisk(extents);
            }
            slices.add(resident.get());
        }
        return slices;
    }

    private List<ByteBuffer> readFromDisk(List<Extent> extents) throws InterruptedException {
        Callable<List<ByteBuffer>> task = () -> extents.stream().map(reader::read).toList();
        try {
            return diskReaders.submit(task).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a disk read failed", e.getCause());
        }
    }
}
