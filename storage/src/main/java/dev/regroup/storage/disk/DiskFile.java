package dev.regroup.storage.disk;

import java.nio.ByteBuffer;
import java.util.Optional;

/// One open file. Reads may run beside each other and beside a write of other bytes; writes and
/// [#force] belong to one thread at a time. Failures are [dev.regroup.storage.StorageException]s.
public interface DiskFile extends AutoCloseable {
    String name();

    long sizeBytes();

    /// Fills `target` from `positionBytes`; returns the bytes read, fewer only at the file's end.
    int read(ByteBuffer target, long positionBytes);

    /// Writes all remaining bytes of `sources`, in order, from `positionBytes`.
    void write(ByteBuffer[] sources, long positionBytes);

    /// Returns when everything written to this file so far will survive a power cut (fdatasync).
    void force();

    /// A read-only view of `[0, lengthBytes)` that sees later writes, if the disk can give one.
    Optional<ByteBuffer> map(long lengthBytes);

    @Override
    void close();
}
