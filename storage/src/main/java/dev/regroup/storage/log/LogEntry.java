package dev.regroup.storage.log;

import java.nio.ByteBuffer;

/// One entry of a shard's log: opaque to the log but for its lengths.
///
/// The buffers are handed over: they must not change until the entry is durable or refused. The log
/// reads them through duplicates and leaves their positions alone.
///
/// @param kind the owner's own tag; the log only carries it
/// @param header a few bytes that say what the body is; read on replay only; at most 64 KiB
/// @param body the payload that can be read back by its [Extent]; may be empty
public record LogEntry(byte kind, ByteBuffer header, ByteBuffer body) {
    public static final int HEADER_BYTES_MAX = 1 << 16;

    public LogEntry {
        if (header.remaining() > HEADER_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "entry header of %d bytes, at most %d"
                            .formatted(header.remaining(), HEADER_BYTES_MAX));
        }
    }

    /// Bytes that the entry carries, without the log's own framing.
    public int sizeBytes() {
        return header.remaining() + body.remaining();
    }
}
