package dev.regroup.storage.log;

import java.nio.ByteBuffer;
import java.util.Optional;

/// Reads bodies of durable entries. Safe for use by many threads.
///
/// A log may use the space of entries that its owner has released for others. So whoever reads
/// first pins, then looks where the entries are, reads, and lets go when the bytes are not needed
/// any more.
public interface ExtentReader {
    /// Held by a reader: what had not been released when it was taken keeps its bytes, or cannot be
    /// read any more, until it is closed. Slices given out while it was held end with it.
    interface Pin extends AutoCloseable {
        @Override
        void close();
    }

    Pin pin();

    /// A read-only slice of memory that holds the extent already, or empty if reading it may touch
    /// the medium. Never blocks.
    Optional<ByteBuffer> resident(Extent extent);

    /// The extent's bytes, read from the medium if need be. May block: call it on a disk reader.
    ByteBuffer read(Extent extent);
}
