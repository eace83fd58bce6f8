package dev.regroup.storage.local.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Gathers bytes for one place in a file and writes them with as few calls as is sensible: small
/// pieces are copied together, large direct buffers are written from where they are. Heap buffers
/// are always copied, since the platform would copy them anyway. For one thread.
final class GatherWrite {
    private static final int STAGING_BYTES_MAX = 1 << 20;
    private static final int COPIED_BYTES_MAX = 8 << 10;
    private static final int SOURCES_MAX = 256;

    private final ByteBuffer staging;
    private final List<ByteBuffer> sources = new ArrayList<>();
    private int sliceStart;
    private long pendingBytes;
    private long filePosition;

    /// @param fileBytes the size of a file; no more than that is gathered
    GatherWrite(long fileBytes) {
        staging = ByteBuffer.allocateDirect((int) Math.min(STAGING_BYTES_MAX, fileBytes));
    }

    /// Sets where the next byte goes; nothing may be pending.
    void moveTo(long position) {
        assert pendingBytes == 0 : pendingBytes;
        filePosition = position;
    }

    /// Adds the buffer's remaining bytes; leaves the buffer as it is.
    void put(JournalFile file, ByteBuffer bytes) {
        if (bytes.isDirect() && bytes.remaining() > COPIED_BYTES_MAX) {
            closeSlice();
            sources.add(bytes.duplicate());
            pendingBytes += bytes.remaining();
        } else {
            copy(file, bytes.duplicate());
        }
        if (sources.size() >= SOURCES_MAX) {
            flush(file);
        }
    }

    private void copy(JournalFile file, ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (!staging.hasRemaining()) {
                flush(file);
            }
            int length = Math.min(bytes.remaining(), staging.remaining());
            staging.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
            pendingBytes += length;
        }
    }

    /// Writes what is pending.
    void flush(JournalFile file) {
        closeSlice();
        if (pendingBytes > 0) {
            file.file().write(sources.toArray(ByteBuffer[]::new), filePosition);
            filePosition += pendingBytes;
        }
        discard();
    }

    /// Forgets what is pending.
    void discard() {
        sources.clear();
        staging.clear();
        sliceStart = 0;
        pendingBytes = 0;
    }

    private void closeSlice() {
        if (staging.position() > sliceStart) {
            sources.add(staging.slice(sliceStart, staging.position() - sliceStart));
            sliceStart = staging.position();
        }
    }
}
