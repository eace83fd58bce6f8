package dev.regroup.broker.shard;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;

/// A buffer that grows as it is written.
final class Encoder {
    private ByteBuffer bytes = ByteBuffer.allocate(1 << 10);

    /// The buffer, with room for `length` bytes.
    ByteBuffer room(int length) {
        if (bytes.remaining() < length) {
            int capacity = Math.max(2 * bytes.capacity(), bytes.position() + length);
            bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
        }
        return bytes;
    }

    void byteValue(byte value) {
        room(Byte.BYTES).put(value);
    }

    void intValue(int value) {
        room(Integer.BYTES).putInt(value);
    }

    void longValue(long value) {
        room(Long.BYTES).putLong(value);
    }

    void id(Uuid id) {
        longValue(id.getMostSignificantBits());
        longValue(id.getLeastSignificantBits());
    }

    /// A length and as many bytes.
    void bytes(ByteBuffer value) {
        intValue(value.remaining());
        room(value.remaining()).put(value.duplicate());
    }

    /// A number and as many elements.
    <T> void list(List<T> all, Consumer<T> element) {
        intValue(all.size());
        all.forEach(element);
    }

    ByteBuffer finish() {
        return bytes.flip();
    }
}
