package dev.regroup.storage.log;

import java.nio.ByteBuffer;
import java.util.Optional;

/// Reads bodies of durable entries. Safe for use by many threads.
public interface ExtentReader {
    /// A read-only slice of memory that holds the extent already, or empty if reading it may touch
    /// the medium. Never blocks.
    Optional<ByteBuffer> resident(Extent extent);

    /// The extent's bytes, read from the medium if need be. May block: call it on a disk reader.
    ByteBuffer read(Extent extent);
}
