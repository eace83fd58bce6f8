package dev.regroup.storage.memory;

import java.nio.ByteBuffer;

/// Bytes kept in memory: copied in, read-only from then on.
final class MemoryBytes {
    private MemoryBytes() {}

    static ByteBuffer copy(ByteBuffer source) {
        ByteBuffer copy = ByteBuffer.allocate(source.remaining());
        copy.put(source.duplicate()).flip();
        return copy.asReadOnlyBuffer();
    }
}
